"""QR codes as PNG, without the native renderer that reportlab may lack."""

import io

from PIL import Image
from reportlab.graphics.barcode import qr


def qr_png(text: str, module_px: int = 6, border: int = 4) -> bytes:
    """Return a PNG of the QR code of `text`, `module_px` pixels a module.

    `border` is the quiet zone in modules; the standard asks for 4.
    """
    widget = qr.QrCodeWidget(text)
    widget.qr.make()
    modules = widget.qr.modules
    size = len(modules) + 2 * border
    image = Image.new("1", (size, size), 1)
    for row, line in enumerate(modules):
        for column, is_dark in enumerate(line):
            if is_dark:
                image.putpixel((column + border, row + border), 0)
    image = image.resize((size * module_px, size * module_px), Image.Resampling.NEAREST)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
