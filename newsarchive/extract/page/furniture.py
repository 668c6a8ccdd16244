"""Recognise site furniture: what on an article page is not the article, by class and id names and by its phrases."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.extract.page.tree import Element

SKIPPED_TAGS = frozenset(
    """
    script style noscript template iframe object embed applet video audio canvas svg math form button input
    select option textarea nav menu dialog map area link meta title head source track progress meter datalist
    """.split()
)

# Whole words of class, id, type and data-* names, cut at anything that is no letter and at camelCase.
_NOISE_WORDS = frozenset(
    """
    related relate relatednews relatedbox relatednewsbox relatedonenews relatednew lienquan tinlienquan tinlien
    baivietlienquan bailienquan readmore xemthem docthem recommend recommended recommendation recommendations
    recommends suggest suggestion suggestions outbrain taboola mgid dable zergnet share sharing sharebar
    sharethis addthis addtoany social socials sociallinks follow facebook fb twitter zalo pinterest comment
    comments binhluan disqus newsletter newsletters subscribe subscription signup banner ad ads advert
    advertising advertise advertisement adbox adsbox adsense adv adslot adunit quangcao qc sponsor sponsored
    promo promotion promotions breadcrumb breadcrumbs pagination pager toolbar tool tools widget widgets sidebar
    popup modal overlay tooltip cookie cookies gdpr hotline rating ratings vote voting poll printing tags tag
    taglist tagslist keywords keyword morenews othernews tinmoi tinkhac tincungchuyenmuc cungchuyenmuc newslist
    listnews boxnews trending mostread mostviewed popular footer copyright playlist podcast audio player
    videoplayer jwplayer skip screenreader visuallyhidden sronly onenewstitle onenews notification toc menu nav
    navigation navbar authorbox authorbio bio donate donation support login promobox teaser teasers inread
    nextarticle prevnext relatedarticles relatedposts morefrom rennab sda
    """.split()
)
_NOISE_PARTS = re.compile(
    r"relat(?:ed|e)[-_]?(?:news|article|post|stor|content|box|link|topic|item)|tin[-_]?lien[-_]?quan|bai[-_]?lien[-_]?quan|lien[-_]?quan|xem[-_]?them|doc[-_]?them|"
    r"read[-_]?(?:more|next|also)|share[-_]?(?:bar|box|link|button|tool|icon)|social|binh[-_]?luan|comment[-_]?(?:box|list|form|area|section)|news[-_]?letter|"
    r"quang[-_]?cao|(?:^|[\s_-])ads?(?:[-_\s]|$)|advert|banner|google_ads|div-gpt|gpt-ad|tin[-_]?moi|tin[-_]?khac|cung[-_]?chuyen[-_]?muc|same[-_]?cate|"
    r"box[-_]?tin|list[-_]?news|news[-_]?list|other[-_]?news|more[-_]?(?:news|stor|from)|one[-_]?news|articles-edit|insert[-_]?wiki|"
    r"kbwscwl|inner-?article|link-source|source-detail|knc-rate|vote|rating|tags?[-_]?(?:list|box|item|cloud|wrap)|list[-_]?tags?|block[-_]?tag|box[-_]?tag|hash[-_]?tag|keyword|"
    r"most[-_]?(?:read|view|popular)|trending|recommend|outbrain|taboola|author[-_]?(?:box|bio|info|card)|about[-_]?(?:the[-_]?)?author|"
    r"print[-_]?(?:button|link)|audio[-_]?(?:player|article|box|wrap)|podcast|select-accent|sticky[-_]?(?:bar|share)|promo|sponsor|"
    r"cookie|consent|paywall-(?:cta|banner|box)|subscri|sign-?up|donat|screen-reader|sr-only|visually-?hidden|list-source-news|infobox-?price|gold-?price",
    re.I,
)
_TEXT_TAGS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "td", "tr", "li"))
_NOISE_LINE = re.compile(
    r"relat|lien[-_]?quan|xem[-_]?them|read[-_]?(?:more|also|next)|share|comment|tags?(?:[-_]|$|\s)|newsletter|advert|(?:^|[\s_-])ads?(?:[-_\s]|$)|hidden|sr-only",
    re.I,
)
_STRONG_NOISE = re.compile(
    r"relat|lien[-_]?quan|comment|binh[-_]?luan|recommend|outbrain|taboola|most[-_]?(?:read|view|pop)|newsletter|news[-_]?letter|subscri|author[-_]?(?:bio|box|info)|"
    r"about[-_]?author|cung[-_]?chuyen|tin[-_]?(?:moi|khac|lien)|read[-_]?(?:more|next|also)|trending|advert|cookie|consent|breadcrumb|share|footer|donat|login|sign-?up",
    re.I,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_ALIEN_TYPE = re.compile(
    r"related|newsbox|onenews|quiz|vote|poll|widget|video(?!.*photo)|insertembedcode|podcast", re.I
)

_CAPTION_NAME = re.compile(
    r"caption|image[-_]?desc|img[-_]?desc|photo[-_]?desc|desc[-_]?(?:image|img|photo|cation)|ck_legend|image[-_]?note|chu[-_]?thich|pcaption|imgtitle|"
    r"image[-_]?title|pic[-_]?desc|media[-_]?desc|photo[-_]?(?:credit|note)|image[-_]?credit|(?:^|\s)(?:legend|t-caption|avatar_desc|cap|image_desc)(?:\s|$)|wp-caption-text|credit",
    re.I,
)

FURNITURE = re.compile(
    r"""^[\s>»›+*•\-–—.:|(\[]*(?:
    (?:đường\s+dây\s+nóng|hotline|liên\s+hệ\s+(?:quảng\s+cáo|tòa\s+soạn|toà\s+soạn)|số\s+điện\s+thoại\s+đường\s+dây)\b.*
    |(?:mời\s+(?:quý\s+)?(?:bạn\s+đọc|độc\s+giả|quý\s+vị|các\s+bạn)|quý\s+độc\s+giả|bạn\s+đọc\s+có\s+thể)\s+(?:vào|xem|đọc|theo\s+dõi|đón|đồng\s+hành|gửi|truy\s+cập|click|nhấn|quan\s+tâm|tham\s+gia|chia\s+sẻ).*
    |(?:xem|đọc)\s+thêm(?:\s*[:：»>].*|\s+(?:các\s+)?(?:tin|bài).*)?
    |(?:tin|bài|tin,?\s+bài|bài\s+viết|nội\s+dung|chủ\s+đề|video|các\s+tin)\s+(?:liên\s+quan|cùng\s+chuyên\s+mục|cùng\s+chủ\s+đề|khác|mới\s+nhất|mới|nổi\s+bật|đọc\s+nhiều|tiếp\s+theo)\s*[:：]?
    |tham\s+khảo\s+thêm|cùng\s+chuyên\s+mục|cùng\s+tác\s+giả|tin\s+mới|có\s+thể\s+bạn\s+quan\s+tâm|bạn\s+(?:có\s+thể\s+)?quan\s+tâm|đọc\s+tiếp|đọc\s+nhiều(?:\s+nhất)?
    |(?:ý\s+kiến\s+)?bình\s+luận(?:\s*\(\s*\d*\s*\))?|gửi\s+bình\s+luận|chia\s+sẻ(?:\s+(?:bài\s+viết|facebook|qua.*))?|lưu(?:\s+bài\s+viết)?|thích|theo\s+dõi(?:\s+.{0,40}trên.*)?|in\s+bài(?:\s+viết)?|sao\s+chép(?:\s+liên\s+kết)?
    |(?:từ\s+khóa|từ\s+khoá|tags?|chủ\s+đề|thẻ|hashtag)\s*[:：].*|từ\s+khóa|từ\s+khoá|tags?
    |về\s+trang\s+(?:chủ(?:\s+đề)?|trước)|trở\s+(?:lại|về)\s+(?:trang|đầu|mục|danh\s+sách).{0,20}|lên\s+đầu\s+trang|quay\s+lại|no\s+data|no\s+videos?\s+available|powered\s+by\b.{0,40}|quảng\s+cáo|advertisement|nghe\s+đọc\s+bài|nghe\s+bài\s+viết
    |đăng\s+ký\s+(?:nhận\s+tin|theo\s+dõi|kênh|mua\s+báo)\b.*|tải\s+(?:ứng\s+dụng|app)\s+(?:báo|để\s+đọc).{0,60}|cài\s+đặt\s+ứng\s+dụng\b.*|ảnh\s+minh\s+h[oọ][aạ]|theo\s+dõi\s+.{2,40}\s+trên\s+google\s+news.*
    |(?:gửi|viết)\s+(?:cho\s+)?(?:tòa|toà)\s+soạn.*|mọi\s+(?:ý\s+kiến|thông\s+tin)\s+(?:đóng\s+góp|phản\s+hồi)\b.*|bài\s+viết\s+thể\s+hiện\s+(?:quan\s+điểm|văn\s+phong).*
    |(?:read|see|watch)\s+(?:more|also|next|now)\s*(?:[:：].*)?|related(?:\s+(?:articles?|stories|content|posts?|topics?|links?|news|coverage))?\s*[:：]?.{0,0}|(?:sign\s+up|subscribe)\s+(?:for|to|now|here)\b.{0,200}|share(?:\s+(?:this|on)\b.{0,60})?|tweet|follow\s+us.{0,80}|
    (?:click|tap)\s+here\s+to\s+.{0,80}|story\s+continues(?:\s+below)?.{0,60}|article\s+continues\s+(?:after|below).{0,40}|continue\s+reading.{0,40}|loading\.*|getty\s+images|comments?(?:\s*\(\d+\))?|leave\s+a\s+(?:comment|reply)|
    this\s+material\s+may\s+not\s+be\s+published,?\s+broadcast.*|all\s+rights\s+reserved\.?|lesen\s+sie\s+auch.{0,200}|mehr\s+zum\s+thema.{0,60}|lire\s+aussi.{0,200}|leggi\s+anche.{0,200}|(?:lee|lea)\s+también.{0,200}|anzeige|werbung|publicité|pubblicità|publicidad
    )\s*[\s.…»>)\]]*$""",
    re.I | re.X,
)
"""A whole printed line of site furniture: related links, sharing, comments, hotlines, invitations to readers."""

END_OF_ARTICLE = re.compile(
    r"^\W*(?:bình\s+luận\s*\(?\s*\d*\s*\)?|cùng\s+chuyên\s+mục|cùng\s+tác\s+giả|(?:tin|bài)\s+(?:liên\s+quan|cùng\s+chuyên\s+mục|khác)|các\s+tin\s+khác|tin\s+mới\s+(?:hơn|nhất)|có\s+thể\s+bạn\s+quan\s+tâm|ý\s+kiến\s+(?:bạn\s+đọc|bình\s+luận))\W*$",
    re.I,
)
"""A heading inside the article's container after which nothing more belongs to the article."""


def hints(el: Element) -> str:
    """Return class and id of an element as one string."""
    names, ident = el.get("class"), el.get("id")
    if ident is None:
        return (names or "").strip()
    return f"{names or ''} {ident}".strip()


def is_hidden(el: Element) -> bool:
    """Return whether the page itself says that the element is not shown."""
    style = el.get("style")
    return bool(style and _HIDDEN_STYLE.search(style)) or el.get("hidden") is not None


def is_noise(el: Element) -> bool:
    """Return whether class, id, type and role say that the element is furniture.

    One such word is enough for a box; a paragraph, heading or quote needs a name that is plainly one of furniture.
    """
    tag = el.tag
    if tag == "div":
        kind = el.get("type")
        if kind and _ALIEN_TYPE.search(kind):
            return True
    if el.get("role") in ("navigation", "complementary", "search", "banner", "dialog"):
        return True
    names = hints(el)
    return bool(names) and _is_noise_name(names, tag in _TEXT_TAGS)


@lru_cache(maxsize=8192)
def _is_noise_name(names: str, is_text: bool) -> bool:
    if _NOISE_PARTS.search(names):
        return not is_text or _NOISE_LINE.search(names) is not None
    return not is_text and any(word.lower() in _NOISE_WORDS for word in _CAMEL.split(names))


def is_strong_noise(el: Element) -> bool:
    """Return whether the name says plainly that even running text inside is not the article's."""
    return el.tag not in _TEXT_TAGS and _STRONG_NOISE.search(hints(el)) is not None


def is_caption(el: Element) -> bool:
    """Return whether class or id say that the element is a picture's caption."""
    names = hints(el)
    if not names:
        return False
    return _is_caption_name(names) or (el.tag in ("p", "td") and names.lower() in ("image", "img", "photo"))


@lru_cache(maxsize=8192)
def _is_caption_name(names: str) -> bool:
    return _CAPTION_NAME.search(names) is not None
