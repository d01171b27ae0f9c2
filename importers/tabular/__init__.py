"""Any path as sheets of rows: text with separators, workbooks, folders and zips of them."""
