"""The library's values as others store and send them: one module per outside library."""
