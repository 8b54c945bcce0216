"""From evaluation sets to the weights in `data/`: `python -m cleaner.training SETS --cache FOLDER` (extra `train`).

`build` makes the examples: pages with gold or with segments (`examples`, `alignment`), flattened texts, texts labelled
by hand (`texts/`) in several forms (`labelled`), dressed as pages for the HTML door (`dressed`), and texts composed in
every language of the lexicons (`composed`, `tongue`). `model` is the network in torch, `fit` trains it, `evaluate`
cross-validates by site, `export` writes the weights and the model card. `headline` comes before: it learns which line
of a text is its headline.
"""
