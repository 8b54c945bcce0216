"""Training data: blocks aligned with gold, composed texts, and that the torch network and the numpy one agree."""

import random

import numpy as np
import pytest

from cleaner.lexicon import load_lexicon
from cleaner.pipeline import segment

pytest.importorskip("rapidfuzz", reason="needs the extra train")
pytest.importorskip("bs4")

from cleaner.training.alignment import align, from_segments, from_votes


def test_a_word_counts_only_where_the_gold_has_it():
    blocks = ["News", "The mayor read the news on Monday evening.", "Sport", "News"]
    share, sizes = align(blocks, "The mayor read the news on Monday evening.")
    assert share.tolist() == [0, 1, 0, 0]
    assert sizes.tolist() == [1, 8, 1, 1]


def test_half_a_block_is_half_content():
    share, _ = align(["one two three four five six seven eight"], "one two three four")
    assert share[0] == pytest.approx(0.5)


def test_dense_scripts_are_aligned_by_character():
    share, sizes = align(["列車は九時に出ます", "関連記事"], "列車は九時に出ます。")
    assert share.tolist() == [1, 0]
    assert sizes.tolist() == [9, 4]


def test_segments_label_what_holds_them_and_nothing_else():
    label = from_segments(["The train was late again.", "Share this", "Unknown"], ["train was late"], ["Share this"])
    assert label[:2].tolist() == [1, 0]
    assert np.isnan(label[2])


def test_votes_label_only_what_all_agree_on():
    label = from_votes(["kept by both", "kept by one", "kept by none"], ["kept by both. kept by one", "Kept by both!"])
    assert (label[0], label[2]) == (1, 0)
    assert np.isnan(label[1])


@pytest.mark.parametrize("way", ["one-line", "no-breaks"])
def test_a_page_flattened_otherwise_keeps_what_is_content_and_what_is_not(way):
    from cleaner.training.examples import OTHER_WAYS, flatten_otherwise

    story = [f"In the year {1900 + n} the ferry carried {n * 7} sheep and nobody minded the smell." for n in range(60)]
    newline = "</p>\n<p>"
    html = f"<nav><a>Home</a> <a>News</a> <a>Sport</a></nav>\n<h1>Sheep</h1>\n<p>{newline.join(story)}</p>"
    rows = ({"id": str(n), "html": html.encode(), "url": "", "gold": " ".join(story)} for n in range(99))
    example = next(found for row in rows if (found := flatten_otherwise({**row, "page_type": ""}, "set")).group == way)
    assert set(OTHER_WAYS) == {"one-line", "no-breaks"}
    told = dict(zip(example.texts, example.label, strict=True))
    of_story = [label for text, label in told.items() if "sheep" in text and "News" not in text]
    assert len(of_story) > 50
    assert set(of_story) == {1}
    assert any(label < 1 for text, label in told.items() if "News" in text)


def test_the_same_seed_composes_the_same_text_and_another_one_another():
    from cleaner.training.examples import compose

    first, again, other = (compose("fi", seed, []) for seed in (3, 3, 4))
    assert first.texts == again.texts
    assert first.texts != other.texts


@pytest.mark.parametrize("language", ["en", "fa", "ja", "el"])
def test_composed_texts_hold_content_and_junk_and_both_are_known(language):
    from cleaner.training.examples import compose

    examples = [example for seed in range(12) if (example := compose(language, seed, [])) is not None]
    labels = np.concatenate([example.label for example in examples])
    assert (labels == 1).sum() > 50
    assert (labels == 0).sum() > 50
    assert np.isnan(labels).mean() < 0.1


def test_numpy_computes_what_torch_does():
    torch = pytest.importorskip("torch", reason="needs the extra train")
    from cleaner.features import measure
    from cleaner.labels import find_verdicts
    from cleaner.network import COLUMNS, Network, gather_inputs
    from cleaner.training.export import arrays_of
    from cleaner.training.model import Net, Sizes, make_batch

    page = "<body class='home'><nav><a>News</a></nav><article class='post'><h1>Rain</h1>" + "".join(
        f"<p>Paragraph {n} says something about the rain of that day, and more.</p>" for n in range(40)
    )
    torch.manual_seed(random.Random(0).randrange(1000))
    net = Net(range(len(COLUMNS)), Sizes()).eval()
    net.mean += 0.1
    net.scale *= 1.5
    lexicon = load_lexicon()
    segments, languages = segment(page, "html", lexicon)
    inputs = gather_inputs(find_verdicts(segments, measure(segments, lexicon, languages)))
    with torch.no_grad():
        # Two pages in a batch: neither may see the other.
        batch = make_batch([inputs, inputs])
        both = [net(batch)[0].numpy(), net.likeness(net.view(batch)).numpy()]
    for wanted, found in zip(both, Network(arrays_of(net), COLUMNS).read(inputs), strict=True):
        assert np.allclose(wanted[: len(found)], found, atol=1e-3)
        assert np.allclose(wanted[len(found) :], found, atol=1e-3)


@pytest.mark.parametrize("seed", range(12))
def test_a_dressed_page_holds_every_line_once_and_knows_which_are_content(seed, tmp_path):
    from cleaner.labels.evidence import LABELS
    from cleaner.training.examples import from_dressed

    lines = [
        ("navigation", "Home"),
        ("navigation", "Sport & more"),
        ("title", "Ferry <b> stays"),
        ("metadata", "By Anna Hale"),
        ("", ""),
        ("paragraph", "The council voted on Tuesday to keep the ferry running until the end of the year."),
        ("teaser", "Read also: the bridge that nobody wanted"),
        ("list_item", "first boat at six"),
        ("list_item", "last boat at nine"),
        ("table", "adults<T>4 euros"),
        ("table", "dogs<T>free"),
        ("caption", "The ferry in spring"),
        ("comment_ui", "2 comments"),
        ("comment", "I would not have thought so."),
        ("footer", "© Valley Post"),
    ]
    path = tmp_path / f"en-{seed}.txt"
    path.write_text("\n".join(f"{label}\t{text}" if label else "" for label, text in lines), "utf-8")
    example = from_dressed(path, seed)
    assert " ".join(example.texts).split() == " ".join(text.replace("<T>", " ") for _, text in lines).split()
    kept = " ".join(text for text, label in zip(example.texts, example.label, strict=True) if label == 1)
    content = {"title", "paragraph", "list_item", "table", "caption"}
    assert kept.split() == " ".join(text.replace("<T>", " ") for label, text in lines if label in content).split()
    named = {text: LABELS[number].value for text, number in zip(example.texts, example.named, strict=True)}
    assert named["last boat at nine"] == "list_item"
    assert named["By Anna Hale"] == "metadata"
    assert named["2 comments"] == "comment_ui"


def test_learning_to_name_blocks_leaves_the_rest_of_the_network_alone(tmp_path):
    torch = pytest.importorskip("torch", reason="needs the extra train")
    from cleaner.network import COLUMNS
    from cleaner.training.examples import from_dressed
    from cleaner.training.model import Net, Sizes, make_batch
    from cleaner.training.naming import fit_naming

    path = labelled(
        tmp_path / "en-ferry.txt",
        ("share", "Share on Facebook"),
        ("paragraph", "The council voted on Tuesday to keep the ferry running until the end of the year."),
        ("paragraph", "Nobody knows who will pay for the boat, or for the men who sail her in the winter."),
        ("comment_ui", "2 comments"),
        ("footer", "© 2026 Valley Post. All rights reserved."),
    )
    pages = [from_dressed(path, variant) for variant in range(10)]
    torch.manual_seed(0)
    net = Net(range(len(COLUMNS)), Sizes()).eval()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    fit_naming(net, pages * 100)
    changed = {name for name, value in net.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {"naming1.weight", "naming1.bias", "naming2.weight", "naming2.bias"}
    with torch.no_grad():
        found = np.concatenate([net.likeness(net.view(make_batch([page.inputs]))).argmax(1).numpy() for page in pages])
    named = np.concatenate([page.named for page in pages])
    assert (found == named)[named >= 0].mean() > 0.9  # two lines of five are paragraphs


def test_two_variants_of_a_text_are_dressed_differently():
    from cleaner.training.dressed import Dresser

    lines = [("navigation", "Home"), ("paragraph", "The ferry stays until the end of the year."), ("share", "Share")]
    first, again, other = (Dresser(random.Random(seed)).page(lines) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_choice_of_headlines_is_learned_from_what_tells_them_apart():
    pytest.importorskip("torch", reason="needs the extra train")
    from cleaner.labels.headline import COLUMNS
    from cleaner.training.headline import Choice, cross_validate, fit

    dice = np.random.default_rng(0)
    choices = []
    for number in range(60):
        matrix = dice.normal(size=(6, len(COLUMNS)))
        right = [] if number % 6 == 0 else [int(np.argmax(matrix[:, 3]))]
        matrix[:, 5] = 0 if right else -3
        choices.append(Choice(f"site{number}", matrix, right, 1.0))
    weights, none = fit(choices)
    assert int(np.argmax(np.abs(weights))) in (3, 5)
    assert weights[3] > 0
    assert weights[5] > 0
    scores = np.append(choices[0].matrix @ weights, none)
    assert int(np.argmax(scores)) == 6  # none of them
    assert cross_validate(choices, choices)["right"] > 0.5  # one in six by chance


def labelled(path, *lines):
    path.write_text("\n".join(f"{label}\t{text}" if label else "" for label, text in lines), "utf-8")
    return path


@pytest.fixture
def two_texts(tmp_path):
    ferry = labelled(
        tmp_path / "en-ferry.txt",
        ("navigation", "Home"),
        ("title", "Ferry stays"),
        ("paragraph", "The council kept it."),
        ("ad", "Advertisement"),
        ("paragraph", "It runs at six."),
        ("duplicate", "Ferry stays"),
        ("share", "Share"),
    )
    bridge = labelled(
        tmp_path / "en-bridge.txt",
        ("title", "Bridge opens"),
        ("paragraph", "Nobody came."),
        ("paragraph", "It rained."),
        ("footer", "Imprint"),
    )
    return ferry, bridge


@pytest.mark.parametrize("seed", range(6))
def test_a_crossed_text_has_its_own_junk_round_its_partners_content(two_texts, seed):
    from cleaner.training.labelled import crossed, read_labelled

    ferry, bridge = map(read_labelled, two_texts)
    made = crossed(ferry, bridge, random.Random(seed))
    assert [line for line in made if line[0] in ("title", "paragraph")] == bridge[:3]
    junk = [line for line in made if line[0] not in ("title", "paragraph")]
    assert junk == [("navigation", "Home"), ("ad", "Advertisement"), ("duplicate", "Bridge opens"), ("share", "Share")]
    assert made[0] == ("navigation", "Home")
    assert ("ad", "Advertisement") in made[2:4]


def test_a_text_gives_a_document_of_junk_alone_and_one_of_content_alone(two_texts):
    from cleaner.training.examples import from_labelled

    ferry, bridge = two_texts
    assert set(from_labelled((ferry, bridge, "junk", 0)).label) == {0.0}
    content = from_labelled((ferry, bridge, "content", 0))
    assert set(content.label) == {1.0}
    assert content.texts == ["Ferry stays", "The council kept it.", "It runs at six."]


def test_partners_are_of_a_texts_language_and_fold(tmp_path):
    from cleaner.training.build import labelled_tasks
    from cleaner.training.examples import fold_of
    from cleaner.training.labelled import FORMS, language_of

    names = [f"{language}-{name}" for language in ("en", "de", "zh-Hans", "zh-Hant") for name in "abcdefgh"]
    tasks = labelled_tasks([tmp_path / f"{name}.txt" for name in names])
    assert len(tasks) == len(names) * sum(form.count for form in FORMS.values())
    for path, partner, _, _ in tasks:
        assert (language_of(path), fold_of(path.stem)) == (language_of(partner), fold_of(partner.stem))
    assert any(path != partner for path, partner, _, _ in tasks)


def test_the_networks_of_each_fold_are_read_by_the_bench(tmp_path):
    torch = pytest.importorskip("torch", reason="needs the extra train")
    from cleaner.bench.held_out import HeldOut
    from cleaner.bench.sets import EvalSet, Page
    from cleaner.training.__main__ import RECIPES
    from cleaner.training.export import write_folds
    from cleaner.training.model import Net

    torch.manual_seed(0)
    folds = [{kind: [Net(recipe.columns, recipe.sizes).eval()] for kind, recipe in RECIPES.items()} for _ in range(2)]
    write_folds(tmp_path, folds, {"confidence": {}}, {"news": {"a": 1, "b": 0}})
    held_out = HeldOut.read(tmp_path)
    pages = tuple(Page(name, "text", "Rain is expected on Friday.") for name in "ab")
    cleaner_of = held_out.of_set(EvalSet("sets/news.parquet", "text", pages, 2))
    assert [cleaner_of(page) for page in pages] == [held_out.cleaners[1], held_out.cleaners[0]]
    chances = [cleaner_of(page).clean(page.source, kind="text").blocks[0].probability for page in pages]
    assert chances[0] != chances[1]


def test_folds_are_not_asked_for_without_the_validation_that_trains_them(tmp_path, capsys):
    pytest.importorskip("torch", reason="needs the extra train")
    from cleaner.training.__main__ import main

    with pytest.raises(SystemExit):
        main([str(tmp_path), "--cache", str(tmp_path), "--folds", str(tmp_path), "--skip-validation"])
    assert "--folds" in capsys.readouterr().err


def test_every_network_of_a_run_is_one_job():
    pytest.importorskip("torch", reason="needs the extra train")
    from cleaner.training.__main__ import RECIPES
    from cleaner.training.jobs import list_jobs

    jobs = list_jobs(RECIPES)
    assert len(jobs) == len(set(jobs)) == sum(4 * recipe.networks for recipe in RECIPES.values())
    assert {job.fold for job in list_jobs(RECIPES, with_folds=False)} == {None}
