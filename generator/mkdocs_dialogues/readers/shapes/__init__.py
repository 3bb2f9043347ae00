"""What the readers of JSON formats share: records with their places, trees, content blocks, times, injected context.

A reader declares its wire types, walks ``Wire(source).records()``, decodes each with ``Wire.decode`` and hands what it
finds to a ``Gathering``, which makes the dialogue. Nothing here knows a vendor.
"""
