"""HTML as the content systems of the outlet catalogue print it: articles, lists, and pages that are no articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from tests.newspaper.story import Story
from tests.newspaper.words import slug

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@dataclass(frozen=True)
class Frame:
    """What every page of one newspaper has around its content."""

    name: str
    base: str
    today: datetime
    sections: Mapping[str, str] = field(default_factory=dict)
    """Address path to name, for the navigation."""
    feeds: Sequence[tuple[str, str]] = ()
    """Media type and path of the feeds the pages announce."""
    notice: str = ""
    pad_bytes: int = 0
    """Pages are filled up to about this size with the furniture real pages have."""


def article(story: Story, frame: Frame, related: Sequence[Story] = (), *, print_version: bool = False) -> str:
    """Return the page of an article; the print version carries the text and nothing else."""
    if print_version:
        notice = f"<footer>{escape(frame.notice)}</footer>" if frame.notice else ""
        text = f"<p>{escape(story.lead)}</p>{_plain_blocks(story)}{_signed(story)}"
        body = f"<h1>{escape(story.title)}</h1>{text}{notice}"
        head = f'<link rel="canonical" href="{escape(story.url)}">'
        return f"<!DOCTYPE html><html><head><title>{escape(story.title)}</title>{head}</head><body>{body}</body></html>"
    body = {
        "yyyymm-id": _yyyymm,
        "vdoc-a-id": _vdoc,
        "timestamp-htm": _timestamp,
        "vietnamvn": _vietnamvn,
    }[story.style](story, related)
    return page(story.title, body, frame, head=_article_head(story), lead=story.lead)


def listing(
    title: str,
    stories: Iterable[Story],
    frame: Frame,
    *,
    next_page: str | None = None,
    previous_page: str | None = None,
    extra: Iterable[tuple[str, str]] = (),
) -> str:
    """Return a home, section or tag page; `extra` are more links, address and text."""
    items = "".join(
        f'<article class="story"><a href="{escape(s.path)}"><img src="{PIXEL}" data-src="{escape(s.base)}/thumb.jpg" alt=""></a>'
        f'<h3 class="title-news"><a class="title1" href="{escape(s.path)}" title="{escape(s.title)}">{escape(s.title)}</a></h3>'
        f'<span class="date">{s.published_at:%d/%m/%Y %H:%M}</span><p>{escape(s.lead[:110])}…</p></article>\n'
        for s in stories
    )
    more = "".join(f'<li><a href="{escape(href)}">{escape(text)}</a></li>' for href, text in extra)
    pager = "".join(
        f'<a class="page" href="{escape(href)}" rel="{rel}">{text}</a> '
        for href, rel, text in ((previous_page, "prev", "Trang trước"), (next_page, "next", "Trang sau"))
        if href
    )
    body = f'<h1>{escape(title)}</h1><div class="list">{items}</div>'
    body += f'<div class="box-most-read"><h4>Đọc nhiều</h4><ul>{more}</ul></div>' if more else ""
    return page(title, body + (f'<div class="pagination">{pager}</div>' if pager else ""), frame)


def video(path: str, title: str, frame: Frame) -> str:
    """Return a page that holds a player and one sentence: no article, though its address may look like one's."""
    data = {"@context": "https://schema.org", "@type": "VideoObject", "name": title, "contentUrl": "/media/phim.mp4"}
    head = f'<meta property="og:type" content="video.other">{_json_ld(data)}'
    head += f'<link rel="canonical" href="{escape(frame.base + path)}">'
    player = '<video controls poster="/media/bia.jpg"><source src="/media/phim.mp4" type="video/mp4"></video>'
    return page(title, f'<h1>{escape(title)}</h1><div class="player">{player}</div>', frame, head=head)


def message(title: str, text: str, frame: Frame) -> str:
    """Return a page that only tells something, such as that there is nothing here."""
    return page(title, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>", frame)


def page(title: str, body: str, frame: Frame, *, head: str = "", lead: str = "") -> str:
    """Return a whole page: the newspaper's head, navigation with today's date, the content, and its foot."""
    feeds = "".join(
        f'<link rel="alternate" type="{kind}" title="{escape(frame.name)}" href="{escape(path)}">'
        for kind, path in frame.feeds
    )
    nav = "".join(f'<li><a href="{escape(path)}">{escape(name)}</a></li>' for path, name in frame.sections.items())
    today = f"{WEEKDAYS[frame.today.weekday()]}, {frame.today:%d/%m/%Y}"
    description = f'<meta name="description" content="{escape(lead)}">' if lead else ""
    notice = f'<p class="notice">{escape(frame.notice)}</p>' if frame.notice else ""
    whole = (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        f"<title>{escape(title)} - {escape(frame.name)}</title>{description}{feeds}{head}"
        "<script>window.site = {ready: true};</script><style>.story{margin:0}</style></head>\n<body>"
        f'<header><a class="logo" href="/">{escape(frame.name)}</a><div class="today">{today}</div>'
        f'<nav><ul class="menu">{nav}</ul></nav></header>\n<main>{body}</main>\n'
        f"<footer>{notice}<p>Cơ quan chủ quản: Tòa soạn {escape(frame.name)}. Đường dây nóng: 0270 000 000.</p>"
        '<p><a href="/lien-he">Liên hệ tòa soạn</a> <a href="javascript:void(0)">Lên đầu trang</a> '
        '<a href="mailto:toasoan@bao.invalid">Thư bạn đọc</a></p></footer></body></html>\n'
    )
    missing = frame.pad_bytes - len(whole.encode())
    if missing <= 0:
        return whole
    furniture = "<script>/* " + "var quang_cao = [0,0,0,0]; " * (missing // 27 + 1) + "*/</script>"
    return whole.replace("</body>", f"{furniture}</body>")


def _article_head(story: Story) -> str:
    published, modified = story.published, story.modified
    tags = [
        f'<link rel="canonical" href="{escape(story.url)}">',
        f'<meta property="og:title" content="{escape(story.title)}">',
        f'<meta property="og:description" content="{escape(story.lead)}">',
        f'<meta property="og:url" content="{escape(story.url)}">',
        '<meta property="og:type" content="article">',
    ]
    if story.images:
        tags.append(f'<meta property="og:image" content="{escape(story.images[0])}">')
    if story.style == "timestamp-htm":
        tags.append(f'<meta property="article:published_time" content="{published}">')
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "description": story.lead,
            "datePublished": published,
            "dateModified": modified or published,
            "author": {"@type": "Person", "name": story.names[0] if story.names else ""},
        }
        tags.append(_json_ld(data))
    elif story.style == "vdoc-a-id":
        # As this system prints it: name instead of headline, a day without a time.
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "name": story.title,
            "description": story.lead,
            "datePublished": f"{story.published_at:%Y-%m-%d}",
        }
        tags.append(_json_ld(data))
    elif modified:
        tags.append(f'<meta property="article:modified_time" content="{modified}">')
    return "".join(tags)


def _json_ld(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def _yyyymm(story: Story, related: Sequence[Story]) -> str:
    figure = (
        '<table class="image" align="center"><tbody><tr><td><img src="{src}" alt="{alt}"></td></tr>'
        '<tr><td class="image_desc">{caption}</td></tr></tbody></table>'
    )
    when = f"{story.published_at:%H:%M, %d/%m/%Y}"
    if story.serial % 3 == 0:
        when = f"{WEEKDAYS[story.published_at.weekday()]}, {story.published_at:%d/%m/%Y, %H:%M} (GMT+7)"
    return (
        f'<div class="breadcrumb"><a href="/">Trang chủ</a> <a href="/{story.section}/">{escape(story.section_name)}</a></div>'
        f'<h1>{escape(story.title)}</h1><div class="date">{when}</div>'
        f'<div class="tool"><a rel="nofollow" href="{escape(story.print_path)}">Bản in</a></div>'
        f'<div id="content"><div class="td-post-content"><div class="sub_first_content"><strong>{escape(story.lead)}</strong>'
        f"</div>{_blocks(story, figure)}{_signed(story)}</div></div>{_tags(story)}{_related(related)}"
    )


def _vdoc(story: Story, related: Sequence[Story]) -> str:
    figure = (
        '<p style="text-align: center"><img class="zoomimg" src="{src}" alt=""></p>'
        '<p style="text-align: center"><em>{caption}</em></p>'
    )
    advert = '<div class="AMN_res_1"><a href="/quang-cao/1"><img src="/quang-cao/1.png" alt=""></a></div>'
    return (
        f'<div class="titlecate"><h1><a href="/{story.section}/">{escape(story.section_name)}</a></h1></div>'
        f'<div id="content"><h1 class="margintopbot10">{escape(story.title)}&nbsp;</h1>'
        f'<span class="pubdate">{story.published_at:%d/%m/%Y - %H:%M}</span>'
        f'<a class="print" rel="nofollow" href="{escape(story.print_path)}">In bài viết</a>'
        f'<div class="detail-desc"><p>{escape(story.lead)}</p></div>'
        f'<div id="newscontents"><div class="content-fck">{_blocks(story, figure, after_first=advert)}{_signed(story)}</div></div>'
        f"{_tags(story)}{_related(related)}</div>"
    )


def _timestamp(story: Story, related: Sequence[Story]) -> str:
    figure = (
        f'<figure class="VCSortableInPreviewMode" type="Photo"><img src="{PIXEL}" data-src="{{src}}" alt="{{alt}}">'
        '<figcaption class="PhotoCMS_Caption"><p>{caption}</p></figcaption></figure>'
    )
    box = ""
    if related:
        link = f'<a href="{escape(related[0].path)}">{escape(related[0].title)}</a>'
        box = f'<div class="VCSortableInPreviewMode" type="RelatedOneNews">{link}<p>{escape(related[0].lead)}</p></div>'
    author = (
        f'<div class="detail-author"><div class="author-info">{escape(story.byline)}</div></div>'
        if story.byline
        else ""
    )
    return (
        f'<div class="detail-top"><div class="detail-cate"><a href="/{story.section}/">{escape(story.section_name)}</a></div>'
        f'<div class="detail-time" data-role="publishdate">{story.published_at:%d/%m/%Y %H:%M} GMT+7</div></div>'
        f'<h1 class="detail-title" data-role="title">{escape(story.title)}</h1>{author}'
        f'<h2 class="detail-sapo" data-role="sapo">{escape(story.lead)}</h2>'
        f'<div class="detail-content afcbc-body" data-role="content">{_blocks(story, figure, after_first=box)}</div>'
        f'<a class="print" rel="nofollow" href="{escape(story.print_path)}">In bài</a>{_tags(story)}{_related(related[1:])}'
    )


def _vietnamvn(story: Story, related: Sequence[Story]) -> str:
    figure = (
        '<figure><img src="{src}" alt="{alt}"><figcaption>{caption}</figcaption></figure><p class="alt">{caption}</p>'
    )
    paper = escape(story.source_name or "Việt Nam")
    source = f"<p>Nguồn: {escape(story.source_url)}</p>" if story.source_url else ""
    menu = "".join(f"<li>{name}</li>" for name in ("Di sản", "Nhân vật", "Doanh nghiệp", "Thời sự", "Địa phương"))
    return (
        f'<h1 class="post-title">{escape(story.title)}</h1><p class="post-summary">{escape(story.lead)}</p>'
        f'<div class="author-box"><img alt="{paper}" src="/logo.png"><span class="author">{paper}</span>'
        f'<span class="author-mobile">{paper}</span><span class="date">{story.published_at:%d/%m/%Y}</span></div>'
        f'<div class="post-content"><p><strong>{escape(story.lead)}</strong></p>{_blocks(story, figure)}{_signed(story)}{source}</div>'
        f'<div class="comments"><h4>Bình luận (0)</h4><p>No data</p></div><h4>Cùng chuyên mục</h4>{_related(related)}'
        f"<h4>Cùng tác giả</h4><ul>{menu}</ul>"
    )


def _blocks(story: Story, figure: str, *, after_first: str = "") -> str:
    images = iter(story.images)
    out = []
    for kind, text in story.blocks:
        shown = escape(text)
        if kind == "figure":
            out.append(figure.format(src=escape(next(images)), alt=shown, caption=shown))
        elif kind == "list":
            out.append("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in text.split("\n")) + "</ul>")
        else:
            out.append(f"<h3>{shown}</h3>" if kind == "h" else f'<p style="text-align: justify">{shown}</p>')
            out.append(after_first)
            after_first = ""
    return "\n".join(filter(None, out))


def _plain_blocks(story: Story) -> str:
    return "".join(f"<p>{escape(text)}</p>" for kind, text in story.blocks if kind != "figure")


def _signed(story: Story) -> str:
    return f'<p style="text-align: right"><strong>{escape(story.byline)}</strong></p>' if story.byline else ""


def _tags(story: Story) -> str:
    links = "".join(f'<a class="tag_item item" href="/tag/{slug(t)}/">{escape(t)}</a> ' for t in story.tags)
    return f'<div class="block_tag detail-tab">{links}</div>' if links else ""


def _related(stories: Sequence[Story]) -> str:
    items = "".join(f'<li><a href="{escape(s.path)}">{escape(s.title)}</a></li>' for s in stories)
    return f'<div class="relates"><h4>Tin liên quan</h4><ul>{items}</ul></div>' if items else ""
