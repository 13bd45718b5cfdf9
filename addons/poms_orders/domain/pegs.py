"""Whom the parts of a divided production order serve."""

from decimal import Decimal


def share_out(
    parts: list[Decimal], needs: list[Decimal]
) -> list[tuple[int, int, Decimal]]:
    """Give the needs, in their order, what the parts make, in theirs.

    What is made beyond all needs stays nobody's; needs beyond what is made stay open.

    :param parts: pieces that each part makes
    :param needs: pieces that each need was promised
    :return: ``[(index of the part, index of the need, pieces), …]``, no piece twice
    """
    shares, part, left = [], 0, parts[0] if parts else Decimal(0)
    for need, wanted in enumerate(needs):
        while wanted > 0 and part < len(parts):
            taken = min(left, wanted)
            if taken > 0:
                shares.append((part, need, taken))
            wanted -= taken
            left -= taken
            if left <= 0:
                part += 1
                left = parts[part] if part < len(parts) else Decimal(0)
    return shares
