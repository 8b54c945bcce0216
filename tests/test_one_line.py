"""Pages flattened to one line: white space folded, menu, article and footer in one."""

import pytest
from invariants import check_document

from cleaner import Label, clean
from cleaner.segment.sentences import cut_line

TOP = (
    "The Wharf Courier Skip to content Home News Sport Business Opinion Culture Travel Jobs Subscribe Sign in "
    "Search Menu Local Politics Crime Education Health Environment"
)
BOTTOM = (
    "Share this: Facebook X WhatsApp Email Related articles Towpath closed until May Narrowboat café wins right to "
    "stay Ten walks along the water Leave a comment Your email address will not be published. Post comment About us "
    "Contact Privacy policy Cookie settings Terms of use © 2025 The Wharf Courier. All rights reserved."
)
ARTICLE = """
When the pumps at Sallow Fen were switched off in the autumn of last year, nobody in the village expected to hear from
them again. The drainage board had bought two electric ones, each the size of a wardrobe, and had given the old diesel
to the museum in Harrowby, where it was to stand beside a plough and a stuffed heron.

Then it rained for nineteen days. On the seventh of them the power line across the fen came down, and the new pumps
stopped. By the evening there was water in the lane, and by midnight it had reached the steps of the chapel. Walter
Pinnock, who had minded the old engine for forty-one years, put on his coat and walked to the pump house with a torch.

"I did not think about it," he says. "You do not think about whether to feed a dog." The engine had not yet been
collected, because the museum's lorry could not get through, and there were sixty litres in the tank. It took him two
hours to start it. It ran for three days and two nights, and he slept beside it on a bench.

The board has since admitted that nobody had asked what would happen without current. Its engineer, Delia Marsh, calls
it an oversight of the kind that every plan has. She has ordered a generator, and she has asked the museum whether it
would mind waiting. The museum has said that it would not mind at all, as long as it may come and take photographs.

In the village they have drawn their own conclusions. The school has written a play about the engine in which it is
played by the tallest boy of the fourth year, and the baker sells a loaf in the shape of a flywheel, which nobody can
cut. At the harvest supper Mr Pinnock was given a new torch and a chair for the pump house, so that he need never sleep
on the bench again.

He has tried the chair once and went back to the bench. What worries him is something else. The engine was built in
1938 by a firm that closed in 1961, and the last man who could make its injectors died in the spring. There are four of
them left in a tin on the shelf. Each lasts about nine years if it is kept clean, so he has worked out that the village
is safe until somewhere near the middle of the century.

After that they will have to think of something. He would like them to begin now, while there is somebody who can still
tell them how it sounds when it is well. Three of the older pupils have asked whether they may come on Saturdays, and
one of them can already tell by ear which of the cylinders is cold. "She will be better than me," says Mr Pinnock. "She
listens. I only ever waited for it to stop." The board, for its part, has put the price of the diesel into its budget.
It stands there between the repair of a sluice and the eels.
"""
PROSE = " ".join(ARTICLE.split())
MORE = (
    "The eels have their own line because they were there first. Every spring they come up the drain in the night, and "
    "the board's men carry them over the sill in buckets, as it has been done since the sluice was built. A pump that "
    "lets them pass would cost four times as much. The engine, Mr Pinnock says, never hurt one: it was so loud that "
    "they stayed away by themselves."
)


def test_menus_and_footers_go_and_the_article_stays():
    document = clean(f"{TOP} Old engine saves the fen {PROSE} {BOTTOM}", kind="text")
    words = document.text.split()
    for sentence in ("On the seventh of them the power line across the fen came down", "two hours to start it."):
        assert sentence in document.text
    assert len([word for word in PROSE.split() if word in words]) / len(PROSE.split()) > 0.97
    for junk in ("Sign in", "Search", "Education", "Leave a comment", "Privacy policy", "rights reserved"):
        assert junk not in document.text
    check_document(document)


def test_the_article_comes_out_as_one_paragraph_and_not_in_pieces():
    document = clean(f"{TOP} {PROSE} {BOTTOM}", kind="text")
    longest = max(document.blocks, key=lambda block: len(block.text))
    assert len(longest.text) > 0.9 * len(PROSE)
    assert " ".join(document.source[longest.start : longest.end].split()) == longest.text


@pytest.mark.parametrize("text", [PROSE, f"Old engine saves the fen\n\n{PROSE}"])
def test_a_long_paragraph_alone_stays_whole(text):
    document = clean(text, kind="text")
    assert PROSE in document.text
    assert all(block.kept for block in document.all_blocks)


def test_pieces_of_what_goes_have_labels_and_reasons_of_their_own():
    document = clean(f"{TOP} {PROSE} {BOTTOM}", kind="text")
    gone = [block for block in document.all_blocks if not block.kept]
    assert len({block.label for block in gone}) > 2
    assert all(block.reason for block in gone)
    assert Label.PARAGRAPH not in {block.label for block in gone}


def test_a_sentence_that_would_go_alone_stays_in_a_text_that_is_nearly_all_kept():
    aside = "Fig. 4."
    text = PROSE.replace("on the bench again. He", f"on the bench again. {aside} He")
    document = clean(f"{text} {MORE}", kind="text")
    (block,) = document.all_blocks
    assert block.kept
    assert aside in block.text
    assert block.label is Label.PARAGRAPH
    assert block.probability >= document.cut


def test_lines_of_a_page_that_has_lines_are_not_cut():
    menu = "\n".join(TOP.split(" "))
    document = clean(f"{menu}\n{PROSE}\n" + "\n".join(ARTICLE.split("\n")), kind="text")
    assert PROSE in [block.text for block in document.all_blocks]


def test_text_without_blanks_is_cut_at_its_full_stops():
    sentences = [f"村里的水泵在第{number}天停了，没有人知道它什么时候会再响。" for number in range(1, 130)]
    document = clean("首页 新闻 体育 登录 注册 搜索 " + "".join(sentences) + " 版权所有 关于我们 联系我们", kind="text")
    assert "".join(sentences[5:100]) in document.text
    assert "联系我们" not in document.text


@pytest.mark.parametrize("menu", ["Home News Sport Weather ", "ΑΡΧΙΚΗ Ειδήσεις Αθλητικά ", "首页 新闻 体育 "])
def test_a_line_is_cut_between_sentences_and_within_menus(menu):
    line = menu * 10 + "They met Mr. Orrell at noon. He said it was late. " * 80
    pieces = [line[start:end] for start, end in cut_line(line, 0, len(line))]
    assert "".join(pieces) == line
    assert pieces[-1] == "He said it was late. "
    assert pieces[-2] == "They met Mr. Orrell at noon. "
    assert max(map(len, pieces)) < 120


def test_glued_junk_in_a_long_text_goes_whatever_share_of_its_line_is_kept():
    line = PROSE.replace("a stuffed heron. Then", "a stuffed heron. Advertisement Then")
    for text in (f"{line} {MORE}", f"{MORE}\n\n{line}"):
        assert len(text) > 3000
        document = clean(text, kind="text")
        assert "Advertisement" not in document.text
        assert "stuffed heron" in document.text
        assert "it rained for nineteen days" in document.text


def test_what_is_put_together_is_a_paragraph_whatever_its_first_piece_looks_like():
    document = clean(f"- {PROSE} {MORE}", kind="text")
    assert {block.label for block in document.all_blocks if block.kept} <= {Label.PARAGRAPH, Label.TITLE}
