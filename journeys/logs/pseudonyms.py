"""What stands for a customer's identifier: a keyed hash of it, the same in SQL as in Python. Pure."""
import hashlib
import hmac

PSEUDONYM = 32  # hexadecimal characters kept of the HMAC-SHA256: 128 bits


def pseudonym(text, key):
    """HMAC-SHA256(key, text) in hexadecimal, cut at PSEUDONYM characters."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:PSEUDONYM]


def pseudonym_sql(text, key):
    """SQL of the same (RFC 2104); `text` is SQL."""
    if len(key) > 64:
        key = hashlib.sha256(key).digest()
    key = key.ljust(64, b"\0")
    inner, outer = (_blob(bytes(byte ^ pad for byte in key)) for pad in (0x36, 0x5C))
    return f"substr(sha256({outer} || unhex(sha256({inner} || encode({text})))), 1, {PSEUDONYM})"


def _blob(data):
    return "'" + "".join(f"\\x{byte:02X}" for byte in data) + "'::BLOB"
