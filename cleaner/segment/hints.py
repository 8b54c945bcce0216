"""What tag, role, class and id names say about an element, as bits. The table is the data; the code only reads it."""

from __future__ import annotations

import re
from enum import IntFlag

from cleaner.caching import cache_short


class Hint(IntFlag):
    """One bit a meaning. Names are those of the labels they speak for, or of the field's usual containers."""

    CONTENT = 1 << 0
    NAVIGATION = 1 << 1
    HEADER = 1 << 2
    FOOTER = 1 << 3
    SIDEBAR = 1 << 4
    COMMENT = 1 << 5
    SHARE = 1 << 6
    TEASER = 1 << 7
    AD = 1 << 8
    PROMO = 1 << 9
    CONSENT = 1 << 10
    METADATA = 1 << 11
    BIO = 1 << 12
    CAPTION = 1 << 13
    CREDIT = 1 << 14
    TAGS = 1 << 15
    PAGINATION = 1 << 16
    FORM = 1 << 17
    POPUP = 1 << 18
    PAYWALL = 1 << 19
    POST = 1 << 20
    LOADER = 1 << 21
    TOC = 1 << 22


#: (bit, pattern over one lower-case class or id name). The first that matches a name wins, so order matters.
_NAME_PATTERNS: tuple[tuple[Hint, str], ...] = (
    (
        Hint.CONSENT,
        r"cookie|consent|gdpr|onetrust|didomi|qc-cmp|cmp-?(?:box|wrapper|popup|modal|overlay)|privacy-?(?:banner|notice)",
    ),
    (Hint.PAYWALL, r"paywall|regwall|piano|subscriber-only"),
    (
        Hint.COMMENT,
        r"comment(?!ary)|disqus|respond|replies|reply|discuss|talkback|kommentar|viafoura|coral|spot-?im|openweb|hyvor",
    ),
    (
        Hint.SHARE,
        r"share|sharing|social|addthis|addtoany|a2a|sharedaddy|follow-?us|facebook|twitter|whatsapp|telegram|print|toolbar",
    ),
    (
        Hint.PROMO,
        r"newsletter|subscri|signup|sign-up|mailing|promo|banner|cta|donat|app-?download|membership|optin|callout",
    ),
    (
        Hint.AD,
        r"(?:^|[-_])(?:ads?|adv|advert\w*|dfp|gpt|adsense|adslot|sponsor\w*|werbung|publicidad|reklama?)(?:$|[-_\d])|taboola|outbrain|advert",
    ),
    (
        Hint.TEASER,
        (
            r"related|recommend|teaser|trending|popular|most-?(?:read|viewed|popular)|more-?(?:stories|news|posts|articles|on|from)|"
            r"(?:also|read)-?(?:more|also|read|like|next)|next-?(?:post|article|up)|prev-?(?:post|article)|latest|recent|similar|suggest|"
            r"related|onward|carousel|slider|widget|promoted|up-?next|upsell|cross-?sell|inline-?(?:story|article)"
        ),
    ),
    (Hint.PAGINATION, r"pagination|pager|paginat|page-?numbers|page-?links|nav-?links|post-?nav"),
    (Hint.TOC, r"(?:^|[-_])toc(?:$|[-_])|table-?of-?contents|on-?this-?page"),
    (
        Hint.NAVIGATION,
        r"nav(?!y)|menu|breadcrumb|crumb|skip-?link|site-?links|sitemap|topbar|top-?bar|tabs?$|dropdown|drawer|hamburger",
    ),
    (Hint.FOOTER, r"foot(?!ball|er-?note|note)|copyright|colophon|legal|imprint|disclaimer"),
    (
        Hint.BIO,
        r"author-?(?:bio|box|info|card|about|profile|desc)|about-?(?:the-?)?author|(?:^|[-_])bio(?:$|[-_])|contributor",
    ),
    (
        Hint.METADATA,
        (
            r"byline|(?:^|[-_])(?:meta|date|time|timestamp|datetime|dateline)(?:$|[-_])|posted|publish|author|entry-?meta|post-?(?:meta|info|date)|"
            r"article-?(?:meta|info|date)|pubdate|updated|reading-?time|kicker|category|eyebrow|rubri"
        ),
    ),
    (Hint.CREDIT, r"credit|copyright|photographer|image-?source"),
    (Hint.CAPTION, r"caption|cutline|figcaption|bildunterschrift|legende"),
    (
        Hint.TAGS,
        r"(?:^|[-_])(?:tags?|tagged|keywords?|topics?|labels?|hashtags?)(?:$|[-_])|tag-?(?:list|cloud|links)|cat-?links",
    ),
    (Hint.LOADER, r"loader|loading|spinner|skeleton|placeholder|no-?results|empty-?state"),
    (Hint.POPUP, r"modal|popup|pop-up|overlay|lightbox|dialog|toast|tooltip|notification|alert|offcanvas"),
    (
        Hint.FORM,
        r"(?:^|[-_])(?:form|search|login|signin|sign-in|register|input|field|captcha)(?:$|[-_])|searchform|search-?box",
    ),
    (
        Hint.SIDEBAR,
        r"sidebar|side-?bar|aside|rail|secondary|complementary|right-?col|rightcol|left-?col|leftcol|col-?right|col-?left",
    ),
    (
        Hint.POST,
        r"(?:^|[-_])(?:message|posting|answer|question|thread|topic-body|post-?body|post-?text|postmessage|cooked|bbwrapper)(?:$|[-_])",
    ),
    (Hint.HEADER, r"header|masthead|(?:^|[-_])(?:head|top|hero|logo|brand)(?:$|[-_])"),
    (
        Hint.CONTENT,
        (
            r"article-?(?:body|content|text|main|detail)|(?:story|entry|post|page|news|main|body|blog|single|rich|inner|text|td-post|markdown|node)-?(?:body|content|text|copy|detail|main)|"
            r"^(?:article|story|content|entry|post|main|body|text|prose|copy|maincontent|hentry|markdown)$|articlebody|artikel|wysiwyg|richtext|storytext|mw-parser-output"
        ),
    ),
)
_NAMES = re.compile("|".join(f"(?P<{hint.name}>{pattern})" for hint, pattern in _NAME_PATTERNS))

_TAGS: dict[str, Hint] = {
    "article": Hint.CONTENT,
    "main": Hint.CONTENT,
    "nav": Hint.NAVIGATION,
    "menu": Hint.NAVIGATION,
    "header": Hint.HEADER,
    "footer": Hint.FOOTER,
    "aside": Hint.SIDEBAR,
    "form": Hint.FORM,
    "fieldset": Hint.FORM,
    "label": Hint.FORM,
    "button": Hint.FORM,
    "dialog": Hint.POPUP,
    "figcaption": Hint.CAPTION,
    "time": Hint.METADATA,
}
_ROLES: dict[str, Hint] = {
    "main": Hint.CONTENT,
    "article": Hint.CONTENT,
    "navigation": Hint.NAVIGATION,
    "menu": Hint.NAVIGATION,
    "menubar": Hint.NAVIGATION,
    "banner": Hint.HEADER,
    "contentinfo": Hint.FOOTER,
    "complementary": Hint.SIDEBAR,
    "search": Hint.FORM,
    "form": Hint.FORM,
    "dialog": Hint.POPUP,
    "alertdialog": Hint.POPUP,
}
#: Bits of an element's name and of its role, as plain numbers.
TAG_HINTS: dict[str, int] = {name: int(hint) for name, hint in _TAGS.items()}
ROLE_HINTS: dict[str, int] = {name: int(hint) for name, hint in _ROLES.items()}


_HIDDEN_NAMES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only assistive-text is-hidden "
    "u-hidden a11y-hidden screenreader-only u-visually-hidden hidden-text offscreen".split()
)
_BITS = {hint.name: int(hint) for hint, _ in _NAME_PATTERNS}
_DIGITS = re.compile(r"\d+")


@cache_short
def hides_by_name(names: str) -> bool:
    """Whether one of an element's class names says that a reader does not see it.

    >>> hides_by_name("btn sr-only"), hides_by_name("btn")
    (True, False)
    """
    return not _HIDDEN_NAMES.isdisjoint(names.lower().split())


@cache_short
def hints_of_names(names: str) -> int:
    """Return the bits of a blank-separated string of class and id names.

    >>> Hint(hints_of_names("entry-content clearfix")).name, Hint(hints_of_names("post-comments")).name
    ('CONTENT', 'COMMENT')
    """
    bits = 0
    for name in names.lower().split()[:40]:
        # Numbers tell names apart that say the same: `comment-1` and `comment-2`.
        bits |= _hints_of_name(name if name.isalpha() else _DIGITS.sub("0", name[:64]))
    return bits


@cache_short
def _hints_of_name(name: str) -> int:
    found = _NAMES.search(name, 0, 64)
    return _BITS[found.lastgroup] if found and found.lastgroup else 0
