"""From evaluation sets to the weights in `data/`: `python -m cleaner.training SETS --cache FOLDER` (extra `train`).

`build` makes the examples: pages with gold or with segments (`examples`, `alignment`), flattened texts, texts labelled
by hand (`texts/`), and texts composed in every language of the lexicons (`composed`, `tongue`). `model` is the network
in torch, `fit` trains it, `evaluate` cross-validates by site, `export` writes the weights and the model card.
"""
