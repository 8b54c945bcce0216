"""Facts about the article: from the page's own statements, else from the lines of its text."""

import datetime
import json
from typing import NamedTuple

import pytest

from cleaner import Metadata, clean
from cleaner.dates import parse_date

TITLE = "Harbour bridge opens to cyclists"
FIRST = "The council opened the old harbour bridge to cyclists on Monday after a long winter of repairs."
SECOND = "Engineers said that the new deck would carry twice the load of the one that it replaced last year."
DAY = datetime.date(2026, 1, 7)
BODY = f"<article><p>{FIRST}</p><p>{SECOND}</p></article>"


def page(head="", body=BODY, lang=' lang="en"', url=None):
    return clean(f"<!doctype html><html{lang}><head>{head}</head><body>{body}</body></html>", url=url).metadata


def linked(data):
    text = data if isinstance(data, str) else json.dumps(data)
    return f'<script type="application/ld+json">{text}</script>'


def meta(name, content, key="property"):
    return f'<meta {key}="{name}" content="{content}">'


def flat(*lines):
    return clean("\n\n".join(lines), kind="text").metadata


def english(*lines):
    return flat(TITLE, *lines, FIRST, SECOND)


# --- JSON-LD ------------------------------------------------------------------------------------

ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2026-01-07T10:30:00Z",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ek"}],
    "publisher": {"@type": "Organization", "name": "Shore Post"},
    "description": "A bridge opens again.",
    "image": {"@type": "ImageObject", "url": "https://shore.example/b.jpg"},
    "keywords": ["bridge", "bikes"],
}


def test_json_ld_gives_every_fact_it_states():
    assert page(linked(ARTICLE)) == Metadata(
        title=TITLE,
        authors=("Ann Lee", "Bo Ek"),
        date=DAY,
        site_name="Shore Post",
        language="en",
        description="A bridge opens again.",
        image="https://shore.example/b.jpg",
        url=None,
        tags=("bridge", "bikes"),
    )


@pytest.mark.parametrize(
    "data",
    [
        {"@graph": [{"@type": "WebSite", "name": "Shore"}, {"@type": "Person", "name": "Nobody"}, ARTICLE]},
        [{"@type": "BreadcrumbList", "name": "Path", "author": "Nobody"}, ARTICLE],
        {"@type": "WebPage", "name": "Page", "mainEntity": ARTICLE},
        {"@graph": [[ARTICLE]]},
        ARTICLE | {"@type": ["Thing", "ReportageNewsArticle"]},
        ARTICLE | {"@type": "BlogPosting"},
    ],
    ids=["graph", "list", "main entity", "nested graph", "list of types", "blog"],
)
def test_the_article_is_found_wherever_json_ld_puts_it(data):
    found = page(linked(data))
    assert (found.authors, found.date, found.tags) == (("Ann Lee", "Bo Ek"), DAY, ("bridge", "bikes"))


def test_the_author_of_another_article_is_not_named():
    other = {"@type": "NewsArticle", "headline": "The ferry nobody wanted", "author": "Zed Orr"}
    assert page(linked([ARTICLE, other])).authors == ("Ann Lee", "Bo Ek")


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ann Lee", ("Ann Lee",)),
        ({"name": "Ann Lee"}, ("Ann Lee",)),
        (["Ann Lee", "Bo Ek"], ("Ann Lee", "Bo Ek")),
        ([{"name": "Ann Lee"}, "Bo Ek"], ("Ann Lee", "Bo Ek")),
        ({"name": ["Ann Lee", "Bo Ek"]}, ("Ann Lee", "Bo Ek")),
        ("Ann Lee and Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Ann Lee, Bo Ek", ("Ann Lee", "Bo Ek")),
        (["Ann Lee", "Ann Lee"], ("Ann Lee",)),
        ({"name": "  Ann \n Lee "}, ("Ann Lee",)),
        ("Ann Andersson", ("Ann Andersson",)),
        ("https://shore.example/ann", ()),
        ("ann@shore.example", ()),
        ([None, 3, {"name": None}, {}], ()),
    ],
)
def test_authors_of_json_ld_become_names_in_order(author, names):
    assert page(linked({"@type": "Article", "author": author})).authors == names


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "author": {"name":',
        "",
        "null",
        "3",
        '"text"',
        "[" * 50_000,
        '{"@type": {"a": 1}}',
        "<!-- -->",
    ],
    ids=["cut off", "empty", "null", "number", "string", "deep", "odd type", "comment"],
)
def test_broken_json_ld_costs_no_other_statement(broken):
    found = page(linked(broken) + linked(ARTICLE | {"keywords": []}) + meta("keywords", "bridge", "name"))
    assert (found.authors, found.date, found.tags) == (("Ann Lee", "Bo Ek"), DAY, ("bridge",))


def test_json_ld_with_a_raw_line_break_or_a_semicolon_is_still_read():
    assert page(linked('{"@type": "Article", "author": "Ann\nLee"};')).authors == ("Ann Lee",)


def test_json_ld_is_trusted_before_meta_elements():
    rivals = meta("author", "Zed", "name") + meta("article:published_time", "2020-02-02")
    found = page(rivals + linked(ARTICLE))
    assert (found.authors, found.date) == (("Ann Lee", "Bo Ek"), DAY)


# --- meta elements ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "name", "value"),
    [
        (meta("og:title", TITLE), "title", TITLE),
        (meta("twitter:title", TITLE, "name"), "title", TITLE),
        (meta("og:site_name", "Shore Post"), "site_name", "Shore Post"),
        (meta("og:description", "A bridge."), "description", "A bridge."),
        (meta("description", "A bridge.", "name"), "description", "A bridge."),
        (meta("og:image", "https://shore.example/b.jpg"), "image", "https://shore.example/b.jpg"),
        (
            meta("twitter:image", "https://shore.example/b.jpg", "name"),
            "image",
            "https://shore.example/b.jpg",
        ),
        (meta("og:url", "https://shore.example/b"), "url", "https://shore.example/b"),
        ('<link rel="canonical" href="https://shore.example/b">', "url", "https://shore.example/b"),
        (meta("author", "Ann Lee", "name"), "authors", ("Ann Lee",)),
        (meta("AUTHOR", "Ann Lee", "NAME"), "authors", ("Ann Lee",)),
        (
            meta("dc.creator", "Ann Lee", "name") + meta("dc.creator", "Bo Ek", "name"),
            "authors",
            ("Ann Lee", "Bo Ek"),
        ),
        (meta("article:published_time", "2026-01-07T23:30:00-05:00"), "date", DAY),
        (meta("date", "20260107", "name"), "date", DAY),
        (meta("datePublished", "2026-01-07", "itemprop"), "date", DAY),
        (meta("article:tag", "bridge") + meta("article:tag", "bikes"), "tags", ("bridge", "bikes")),
        (meta("keywords", "bridge, bikes , bridge,", "name"), "tags", ("bridge", "bikes")),
        (meta("news_keywords", "bridge; #bikes", "name"), "tags", ("bridge", "bikes")),
    ],
)
def test_a_meta_element_states_its_fact(head, name, value):
    assert getattr(page(head), name) == value


def test_the_address_the_caller_gives_is_trusted_before_the_page():
    head = '<link rel="canonical" href="https://shore.example/page">'
    assert page(head, url="https://shore.example/given").url == "https://shore.example/given"


@pytest.mark.parametrize("content", ["", "   ", "https://social.example/ann"])
def test_an_empty_or_linked_author_is_no_name(content):
    assert page(meta("author", content, "name")).authors == ()


def test_a_time_element_gives_the_date():
    assert page(body=f'<time datetime="2026-01-07T10:00">Wednesday</time>{BODY}').date == DAY


def test_a_page_that_says_nothing_has_no_facts():
    assert page(lang="") == Metadata(language="en")


def test_authors_are_read_from_author_links():
    assert page(body=f'<p>By <a rel="author" href="/ann">Ann Lee</a></p>{BODY}').authors == ("Ann Lee",)


@pytest.mark.parametrize("value", ["2026-13-45", "yesterday", "0000-00-00", "1850-01-01", "", "2 days ago", "99999999"])
def test_an_impossible_or_relative_date_is_no_date(value):
    assert page(meta("article:published_time", value)).date is None


@pytest.mark.parametrize("separator", [" | ", " - ", " – ", " — ", " · ", " » "])
def test_the_site_name_is_cut_from_the_page_title(separator):
    assert page(f"<title>{TITLE}{separator}Shore Post</title>").title == TITLE


@pytest.mark.parametrize("title", [TITLE, "Well-known half-timbered bridge reopens", "Half-time – a story"])
def test_a_title_without_a_site_name_stays_whole(title):
    assert page(f"<title>{title}</title>").title == title


def test_the_headline_on_the_page_is_the_title():
    body = f"<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></article>"
    assert (
        page(f"<title>{TITLE} | Shore Post</title>{meta('og:title', 'You will not believe it')}", body).title == TITLE
    )


# --- language -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "head", "language"),
    [
        (' lang="de"', "", "de"),
        (' lang="de-AT"', "", "de"),
        (' lang="PT_br"', "", "pt"),
        (' lang="zh-Hant-TW"', "", "zh"),
        ("", meta("og:locale", "fr_FR"), "fr"),
        ("", "", "en"),
        (' lang=""', "", "en"),
        (' lang="{{ locale }}"', "", "en"),
    ],
)
def test_the_language_is_the_page_s_own_or_guessed(lang, head, language):
    assert page(head, lang=lang).language == language


# --- flattened text in many languages -----------------------------------------------------------


class Story(NamedTuple):
    language: str
    title: str
    byline: str
    name: str
    date: str
    first: str
    second: str

    @property
    def text(self):
        return "\n\n".join([self.title, self.byline, self.date, self.first, self.second])


STORIES = [
    ("en", TITLE, "By Ann Lee", "Ann Lee", "Jan 7, 2026", FIRST, SECOND),
    (
        "de",
        "Alte Brücke wieder offen",
        "Von Klara Weber",
        "Klara Weber",
        "7. Januar 2026, 10:30 Uhr",
        "Der Stadtrat hat am Montag die alte Brücke nach langen Arbeiten wieder für den Verkehr geöffnet.",
        "Die Ingenieure sagten, dass der neue Belag doppelt so viel trägt wie der alte.",
    ),
    (
        "fr",
        "Le vieux pont rouvre au public",
        "Par Camille Durand",
        "Camille Durand",
        "Publié le 7 janvier 2026 à 10h30",
        "Le conseil municipal a rouvert lundi le vieux pont après un hiver de travaux dans la ville.",
        "Les ingénieurs ont expliqué que le nouveau tablier porte deux fois plus que l’ancien.",
    ),
    (
        "es",
        "El puente viejo vuelve a abrir",
        "Por Lucía Ferrer",
        "Lucía Ferrer",
        "7 de enero de 2026",
        "El ayuntamiento abrió el lunes el puente viejo después de un invierno de obras en la ciudad.",
        "Los ingenieros dijeron que el nuevo tablero soporta el doble que el anterior.",
    ),
    (
        "it",
        "Riapre il vecchio ponte",
        "di Giulia Conti",
        "Giulia Conti",
        "7 gennaio 2026",
        "Il comune ha riaperto lunedì il vecchio ponte dopo un inverno di lavori nella città.",
        "Gli ingegneri hanno detto che il nuovo impalcato regge il doppio di quello di prima.",
    ),
    (
        "pt",
        "A ponte velha volta a abrir",
        "Por Inês Moura",
        "Inês Moura",
        "7 de janeiro de 2026 às 10h30",
        "A câmara reabriu na segunda-feira a ponte velha depois de um inverno de obras na cidade.",
        "Os engenheiros disseram que o novo tabuleiro aguenta o dobro do que o anterior.",
    ),
    (
        "sv",
        "Gamla bron öppnar igen",
        "Av Elin Sjöberg",
        "Elin Sjöberg",
        "7 januari 2026",
        "Kommunen öppnade i måndags den gamla bron efter en vinter av arbeten i staden.",
        "Ingenjörerna sade att det nya däcket bär dubbelt så mycket som det gamla.",
    ),
    (
        "da",
        "Den gamle bro åbner igen",
        "Af Mette Lund",
        "Mette Lund",
        "7. januar 2026 kl. 10.30",
        "Kommunen åbnede mandag den gamle bro efter en vinter med arbejde i byen.",
        "Ingeniørerne sagde, at det nye dæk bærer dobbelt så meget som det gamle.",
    ),
    (
        "pl",
        "Stary most znów otwarty",
        "Autor: Zofia Nowak",
        "Zofia Nowak",
        "7 stycznia 2026",
        "Miasto otworzyło w poniedziałek stary most po zimie robót w centrum.",
        "Inżynierowie powiedzieli, że nowy pomost udźwignie dwa razy więcej niż stary.",
    ),
    (
        "cs",
        "Starý most je znovu otevřen",
        "Autor: Jana Malá",
        "Jana Malá",
        "7. ledna 2026",
        "Město v pondělí otevřelo starý most po zimě oprav v centru města.",
        "Inženýři řekli, že nová mostovka unese dvakrát víc než ta stará.",
    ),
    (
        "ru",
        "Старый мост снова открыт",
        "Автор: Анна Зимина",
        "Анна Зимина",
        "7 января 2026, 10:30",
        "Город в понедельник открыл старый мост после зимы ремонта в центре.",
        "Инженеры сказали, что новое полотно выдержит вдвое больше, чем старое.",
    ),
    (
        "uk",
        "Старий міст знову відкрито",
        "Автор: Оксана Гай",
        "Оксана Гай",
        "7 січня 2026, 10:30",
        "Місто в понеділок відкрило старий міст після зими ремонту в центрі.",
        "Інженери сказали, що нове полотно витримає вдвічі більше, ніж старе.",
    ),
    (
        "el",
        "Η παλιά γέφυρα ανοίγει ξανά",
        "Γράφει η Ελένη Μακρή",
        "Ελένη Μακρή",
        "7 Ιανουαρίου 2026, 10:30",
        "Ο δήμος άνοιξε τη Δευτέρα την παλιά γέφυρα μετά από έναν χειμώνα εργασιών στην πόλη.",
        "Οι μηχανικοί είπαν ότι το νέο κατάστρωμα αντέχει το διπλάσιο από το παλιό.",
    ),
    (
        "tr",
        "Eski köprü yeniden açıldı",
        "Yazar: Elif Demir",
        "Elif Demir",
        "7 Ocak 2026",
        "Belediye pazartesi günü eski köprüyü kışın süren onarımdan sonra yeniden açtı.",
        "Mühendisler yeni tabliyenin eskisinden iki kat fazla yük taşıdığını söyledi.",
    ),
    (
        "fi",
        "Vanha silta avattiin",
        "Kirjoittaja: Aino Salo",
        "Aino Salo",
        "7. tammikuuta 2026",
        "Kaupunki avasi maanantaina vanhan sillan talven korjausten jälkeen.",
        "Insinöörit sanoivat, että uusi kansi kestää kaksi kertaa enemmän kuin vanha.",
    ),
    (
        "hu",
        "Újra nyitva a régi híd",
        "Szerző: Kiss Réka",
        "Kiss Réka",
        "2026. január 7.",
        "A város hétfőn nyitotta meg újra a régi hidat egy téli felújítás után.",
        "A mérnökök szerint az új pályalemez kétszer annyit bír, mint a régi.",
    ),
    (
        "ar",
        "الجسر القديم يفتح من جديد",
        "بقلم: سلمى حداد",
        "سلمى حداد",
        "7 يناير 2026",
        "افتتحت البلدية يوم الاثنين الجسر القديم بعد شتاء من أعمال الصيانة في المدينة.",
        "وقال المهندسون إن السطح الجديد يتحمل ضعف ما كان يتحمله القديم.",
    ),
    (
        "he",
        "הגשר הישן נפתח מחדש",
        "מאת: נועה לוי",
        "נועה לוי",
        "7 בינואר 2026",
        "העירייה פתחה ביום שני את הגשר הישן אחרי חורף של עבודות בעיר.",
        "המהנדסים אמרו שהמשטח החדש נושא פי שניים מן הישן.",
    ),
    (
        "ja",
        "古い橋が再び開通",
        "文：山田花子",
        "山田花子",
        "2026年1月7日 10:30",
        "市は月曜日、冬の工事を終えた古い橋を再び開通させたと発表しました。",
        "技術者によると、新しい床版は以前の二倍の重さに耐えるということです。",
    ),
    (
        "zh",
        "老桥重新开放",
        "作者：李小梅",
        "李小梅",
        "2026年1月7日",
        "市政府周一宣布，经过一个冬天的维修，老桥已经重新开放通行。",
        "工程师表示，新的桥面可以承受的重量是原来的两倍。",
    ),
    (
        "ko",
        "오래된 다리 다시 열려",
        "작성자: 김하늘",
        "김하늘",
        "2026년 1월 7일",
        "시는 월요일 겨울 동안의 공사를 마치고 오래된 다리를 다시 열었다고 밝혔다.",
        "기술자들은 새 상판이 예전보다 두 배의 무게를 견딘다고 말했다.",
    ),
]


def stories(**known):
    """The stories by language, those with a known bug marked."""
    marks = {lang: pytest.mark.xfail(strict=True, reason=reason) for lang, reason in known.items()}
    return [pytest.param(Story(*story), marks=marks.get(story[0], ()), id=story[0]) for story in STORIES]


@pytest.mark.parametrize("story", stories())
def test_the_date_line_of_flattened_text_is_read_and_dropped(story):
    document = clean(story.text, kind="text")
    assert document.metadata.date == DAY
    assert story.date not in document.text


@pytest.mark.parametrize("story", stories())
def test_the_byline_of_flattened_text_is_read_and_dropped(story):
    document = clean(story.text, kind="text")
    assert document.metadata.authors == (story.name,)
    assert story.byline not in document.text


@pytest.mark.parametrize("story", stories())
def test_the_language_of_flattened_text_is_guessed(story):
    assert clean(story.text, kind="text").metadata.language == story.language


@pytest.mark.parametrize("story", stories())
def test_the_first_line_above_a_byline_is_the_title(story):
    assert clean(story.text, kind="text").metadata.title == story.title


@pytest.mark.parametrize(
    "line",
    [
        "Jan 7, 2026",
        "January 7, 2026",
        "7 January 2026",
        "Wednesday, January 7, 2026",
        "Jan. 7, 2026, 10:30 a.m.",
        "Published: January 7, 2026",
        "2026-01-07",
        "2026-01-07 10:30",
    ],
)
def test_an_english_date_line_is_read(line):
    assert english(line).date == DAY


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ann Lee | Jan 7, 2026", "Ann Lee"),
        ("Written by Ann Lee", "Ann Lee"),
        ("Author: Ann Lee", "Ann Lee"),
        ("BY ANN LEE", "ANN LEE"),
        pytest.param(
            "By Ann Lee, Staff writer",
            "Ann Lee",
            marks=pytest.mark.xfail(strict=True, reason="a name followed by words of the phrase is not read"),
        ),
    ],
)
def test_an_english_byline_is_read(line, name):
    assert english(line).authors == (name,)


def test_two_names_in_a_byline_are_two_authors():
    assert english("By Ann Lee and Bo Ek").authors == ("Ann Lee", "Bo Ek")


def test_the_name_on_the_line_after_a_bare_by_is_read():
    document = clean(f"{TITLE}\n\nBy\nAnn Lee\n\n{FIRST}\n\n{SECOND}", kind="text")
    assert document.metadata.authors == ("Ann Lee",)


@pytest.mark.parametrize("names", ["by the quay", "By noon the deck was full"])
def test_a_sentence_that_begins_like_a_byline_names_nobody(names):
    line = f"{names}, and the riders who had come from the hills stood in the sun and waited for their turn."
    assert english(line).authors == ()


RELATIVE = {
    "en": ["2 days ago", "3 hours ago", "Yesterday", "Updated 5 minutes ago", "Today at 10:30"],
    "de": ["vor 3 Stunden", "gestern", "vor 2 Tagen"],
    "fr": ["il y a 2 jours", "hier"],
    "es": ["hace 2 días", "ayer"],
    "pt": ["há 5 horas"],
    "ru": ["2 часа назад", "вчера"],
    "el": ["πριν από 2 ώρες", "χθες"],
    "ar": ["قبل 3 أيام"],
    "tr": ["2 gün önce"],
    "ja": ["3時間前"],
    "zh": ["2天前"],
    "ko": ["3시간 전"],
}
BY_LANGUAGE = {story[0]: Story(*story) for story in STORIES}


@pytest.mark.parametrize(("lang", "line"), [(lang, line) for lang, lines in RELATIVE.items() for line in lines])
def test_a_relative_date_line_gives_no_date(lang, line):
    story = BY_LANGUAGE[lang]._replace(date=line)
    assert clean(story.text, kind="text").metadata.date is None


@pytest.mark.parametrize("line", ["January 2026", "2026", "7 January", "29 February 2025", "10:30"])
def test_a_line_that_is_no_whole_date_gives_no_date(line):
    assert english(line).date is None


def test_a_date_inside_a_sentence_is_not_the_date_of_the_article():
    assert english("The first deck was laid on 3 May 1931 by men who had never seen the sea before.").date is None


def test_tags_of_flattened_text_are_read():
    found = flat(TITLE, FIRST, SECOND, "Tags: bridge, bikes")
    assert found.tags == ("bridge", "bikes")


@pytest.mark.parametrize("text", ["", "Share", "12", "???", "\n"])
def test_metadata_of_next_to_nothing_is_empty_and_does_not_raise(text):
    found = clean(text, kind="text").metadata
    assert (found.authors, found.date, found.tags, found.url) == ((), None, (), None)


def test_metadata_as_a_dictionary_is_ready_for_json():
    record = page(linked(ARTICLE)).to_dict()
    assert json.loads(json.dumps(record)) == record
    assert (record["date"], record["authors"]) == ("2026-01-07", ["Ann Lee", "Bo Ek"])


def test_a_counter_does_not_call_for_the_dates_of_all_languages(monkeypatch):
    from dateparser.date import DateDataParser

    asked = []
    monkeypatch.setattr(DateDataParser, "get_date_data", lambda self, _: asked.append(self.languages) or self)
    monkeypatch.setattr(DateDataParser, "date_obj", None, raising=False)
    assert parse_date("1.1k Visninger 7 2026 zzz", "nb") is None
    assert asked
    assert all(languages and len(languages) <= 20 for languages in asked)


@pytest.mark.parametrize(
    ("line", "guessed"), [("11 грудня 2025", "bg"), ("7 ledna 2026", "de"), ("7 stycznia 2026", None)]
)
def test_a_date_is_read_though_the_language_was_guessed_wrong(line, guessed):
    assert parse_date(line, guessed) is not None


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (
            meta("citation_author", "Smith, John", "name") + meta("citation_author", "Doe, Jane A.", "name"),
            ("John Smith", "Jane A. Doe"),
        ),
        (meta("author", "Martin Luther King, Jr.", "name"), ("Martin Luther King Jr.",)),
        (meta("author", "Jane Roe, MD, PhD", "name"), ("Jane Roe",)),
        (meta("author", "José Ortega y Gasset", "name"), ("José Ortega y Gasset",)),
        (meta("author", "Ana Ruiz y Luis Paz", "name"), ("Ana Ruiz", "Luis Paz")),
        (meta("author", "Ann Lee, Bo Ek", "name"), ("Ann Lee", "Bo Ek")),
    ],
)
def test_a_name_with_a_comma_or_an_and_in_it_is_one_name(head, names):
    assert page(head).authors == names


def test_only_so_many_lines_are_read_for_a_date(monkeypatch):
    read = []
    monkeypatch.setattr("cleaner.metadata.parse_date", lambda text, language=None: read.append(text))
    lines = "\n".join(f"{number} days ago" for number in range(500))
    assert clean(f"Rain expected\n{lines}\nIt rained.", kind="text").metadata.date is None
    assert 0 < len(read) <= 20


@pytest.mark.parametrize(
    "byline", ["by Coralie Finch on February 20, 2026", "Written by Coralie Finch on 20 February 2026"]
)
def test_the_date_in_a_byline_is_no_part_of_the_name(byline):
    text = (
        f"Rain expected on Friday\n{byline}\nThe service said on Tuesday that it would rain for two days in the valley."
    )
    assert clean(text, kind="text").metadata.authors == ("Coralie Finch",)
