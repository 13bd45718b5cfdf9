"""Header words of both languages (and German), by what the column holds."""

WORDS: dict[str, str] = {
    "order_number": """
        订单号 订单编号 采购订单号 采购单号 采购订单 客户订单号 客户po 客户单号
        合同号 合同编号 单据号 单据编号 单号 po号 po order ordernumber orderno
        采购编号 采购合同号 订货单号 订单号码 po编号
        orderid orderref po# purchaseorder purchaseorderno purchaseordernumber pono
        ponumber ponr customerpo customerorder customerorderno contractno
        bestellnummer bestellnr bestellung auftragsnummer auftragsnr yourref
        yourreference
    """,
    "line": """
        序号 行号 项次 项目 行 项号 line lineno linenumber linenr pos position posnr
        no nr # 编号 lfdnr sn
    """,
    "item_buyer": """
        客户料号 客户物料号 客户物料编码 客户产品编号 客户品号 客户图号 客户编码
        客户型号 物料号 物料编码 物料编号 物料代码 物料 料号 品号 零件号 零件编号
        产品编码 产品编号 产品代码 产品号 存货编码 商品编码 商品编号 货号 编码 图号
        型号 件号 工件号 零件图号 图样代号 材料编码 物资编码 货品编号 货品编码
        存货代码 存货编号 成品编码 成品料号 customerpartno customerpartnumber
        customerpart customeritem customermaterial partno partnumber partnr part pn
        p/n itemno itemnumber
        itemcode item material materialno materialnumber materialcode productcode
        productno productnumber articleno articlenumber article artikelnummer
        artikelnr artikel teil teilenummer teilenr materialnummer sku code modelno model
        drawingno drawingnumber drawing 品番 部品番号
    """,
    "item_supplier": """
        供应商料号 供方料号 供应商物料号 厂家料号 贵司料号 贵司编号 工厂料号
        supplierpartno supplierpartnumber supplierpart supplieritem vendorpartno
        vendorpart vendoritem yourpartno yourpartnumber youritem yourarticle
        manufacturerpartno mpn ihreartikelnummer ihreartnr lieferantenartikelnummer
    """,
    "item_gtin": """
        gtin ean ean13 upc 条码 条形码 商品条码 国际条码 barcode
    """,
    "description": """
        品名 名称 物料名称 产品名称 商品名称 存货名称 零件名称 货物名称 产品 商品
        货品 描述 物料描述 规格 规格型号 规格描述 description itemdescription
        productname product name materialdescription partname goods bezeichnung
        beschreibung specification spec
    """,
    "quantity": """
        数量 订单数量 订购数量 采购数量 需求数量 订货数量 交货数量 本次数量 需求量
        订购量 订货量 采购量 订货数 订购数 订单数 总数量 件数 qty quantity
        orderqty orderquantity orderedqty qtyordered quantityordered requiredqty
        pcsordered menge bestellmenge anzahl stückzahl
    """,
    "unit": """
        单位 计量单位 数量单位 unit uom um unitofmeasure einheit me mengeneinheit
    """,
    "price": """
        单价 含税价 不含税价 未税价 含税单价 不含税单价 未税单价 净价 价格 采购单价
        price unitprice netprice priceperunit einzelpreis preis nettopreis stückpreis
    """,
    "price_per": """
        价格单位 每 per priceunit preiseinheit priceper pe
    """,
    "currency": """
        币种 币别 货币 currency curr währung
    """,
    "date": """
        交货日期 交期 交货期 要求交期 需求日期 要求日期 到货日期 到货时间 交货时间
        出货日期 出货日 出货时间 发货日 发货时间 交货日 到货日 船期 交付期
        交货期限 完成日期 要货日期 发货日期 交付日期 计划交期 期望交期 纳期
        deliverydate delivery etd deliverby deliveryby dispatchdate despatchdate
        shipby ondockdate
        duedate due requireddate requesteddate requestdate needdate neededby
        要求到货 交付时间 需求时间 shipdate shippingdate reqdate eta needby dueby
        requiredby wantedon wantedby dateneededby dateneeded delivdate liefertermin
        lieferdatum wunschtermin termin date 日期
    """,
    "document_date": """
        下单日期 订单日期 制单日期 签订日期 单据日期 采购日期 开单日期 orderdate
        podate documentdate issuedate dateofissue bestelldatum datum
    """,
    "customer": """
        客户 客户名称 客户代码 购货单位 需方 买方 采购方 甲方 订货单位 customer
        customername customerno customercode buyer soldto kunde kundennummer client
    """,
    "note": """
        备注 说明 附注 remark remarks note notes comment comments bemerkung
    """,
    "amount": """
        金额 总价 合计金额 总金额 价税合计 小计 税额 税率 amount total totalprice
        linetotal totalamount value netvalue gesamtpreis betrag gesamt tax vat
    """,
}

# Titles in traditional and Japanese characters are read as the simplified ones.
PLAIN_CHARACTERS = str.maketrans(
    "號數單價貨訂購編碼條規稱總額幣備註說產圖類項顧買賣計貴廠應間與發納図単価戶參",
    "号数单价货订购编码条规称总额币备注说产图类项顾买卖计贵厂应间与发纳图单价户参",
)
