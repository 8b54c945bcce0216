"""What each label means, with an example: the text of `cleaner labels`."""

from __future__ import annotations

from cleaner.document import Label

DESCRIPTIONS: dict[Label, tuple[str, str]] = {
    Label.TITLE: ("the headline, once", "Old bridge to reopen in spring"),
    Label.HEADING: ("a subheading of the article", "What the engineers found"),
    Label.PARAGRAPH: ("running text; on a forum, the posts", "The council met on Monday."),
    Label.LIST_ITEM: ("an item of a list in the article", "- two onions"),
    Label.QUOTE: ("a quotation set apart", "> We saw it coming."),
    Label.CODE: ("code or preformatted text", "pip install boilerplate-cleaner"),
    Label.TABLE: ("a row of a table, cells joined by a tab", "Monday\t12 °C"),
    Label.CAPTION: ("the caption of a picture or table", "The bridge in 1931."),
    Label.METADATA: (
        "date, byline, category, reading time; read into the metadata",
        "By Ann Lee | 3 min read",
    ),
    Label.COMMENT: ("a reader's comment", "I drove over it for forty years!"),
    Label.COMMENT_UI: ("counters, buttons and notes of a comment widget", "Be the first to comment"),
    Label.TEASER: ("other articles: related, most read, read also", "Read also"),
    Label.SHARE: ("share and print buttons", "Share on Facebook"),
    Label.NAVIGATION: ("menus, breadcrumbs, section names", "Skip to content"),
    Label.PAGINATION: ("page numbers, next and previous", "Page 2 of 5"),
    Label.TAGS: ("keywords of the article", "Tags: bridge, council"),
    Label.PROMO: ("newsletter, subscription, app, donation", "Sign up for our newsletter"),
    Label.FORM: ("form labels, success and error messages", "Thank you! Your submission has been received!"),
    Label.AD: ("advertisements and their labels", "Advertisement"),
    Label.CONSENT: ("cookie banners and privacy notes", "Accept all cookies"),
    Label.PAYWALL: ("what keeps non-subscribers out", "This article is for subscribers only"),
    Label.AUTHOR_BIO: ("who the author is", "About the author"),
    Label.CREDIT: ("photo credits and image file names", "Photo: Ann Lee"),
    Label.FOOTER: ("copyright, address, legal links, site name", "All rights reserved"),
    Label.LOADER: ("loading and empty-state texts", "No items found."),
    Label.DUPLICATE: ("a headline or paragraph said again, also cut short", "Old bridge to reopen in…"),
    Label.TEMPLATE: ("repeats on the site's other pages", ""),
    Label.OTHER: ("boilerplate with no better name", "|"),
}
