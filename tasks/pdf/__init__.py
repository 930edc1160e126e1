"""What a PDF page holds: glyphs, pictures, drawings. The only package that knows PyMuPDF's shapes."""
