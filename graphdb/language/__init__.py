"""Danish: tokens, stems, and words into concepts. The stores only match tokens."""
