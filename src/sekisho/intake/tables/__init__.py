"""Tables that people and other systems export: bytes to rows, rows to facts, with everything that is wrong listed."""
