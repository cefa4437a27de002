"""Presets: the models of products, as data, each fact with its source."""
