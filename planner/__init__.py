"""The plan workbook. Imports nothing, so that each layer can be loaded alone."""
