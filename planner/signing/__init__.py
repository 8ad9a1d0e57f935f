"""PDF bytes in, signed bytes out; and the way back, verification."""
