"""Words in addresses that newspapers use for pages that are no articles."""

from __future__ import annotations

_NEVER = """
tag tags tu-khoa tukhoa keyword keywords topic topics hashtag label search tim-kiem timkiem author authors tac-gia
tacgia nhom-tac-gia but-danh profile user users member members account login logout dang-nhap dangnhap signin signup
register dang-ky print ban-in in-bai rss feed feeds wp-content wp-json wp-admin wp-includes cdn-cgi api ajax static
assets images image img upload uploads css js fonts comment comments binh-luan share redirect lien-he contact
contact-us about about-us gioi-thieu privacy privacy-policy terms terms-of-use chinh-sach-bao-mat sitemap site-map
rao-vat raovat quang-cao advertise advertising ads doc-bao-in docbaoin bao-in epaper e-paper subscribe subscription
newsletter cart shop store jobs careers help faq category categories chuyen-muc danh-muc page trang tool tools cong-cu
"""

_RATHER_NOT = """
event events su-kien dong-su-kien chu-de nhom-chu-de chuyen-de collection collections livestream live-tv tv radio
podcast podcasts video videos clip media-gallery gallery galleries photo-gallery truc-tiep lich-phat-song games game
quiz weather thoi-tiet interactive
"""

# A slug made of these alone is a section's name, however long it is.
_SECTION = """
thoi su chinh tri xa hoi kinh te van hoa the thao giai tri phap luat quoc phong an ninh giao duc dao tao y suc khoe
doi song khoa hoc cong nghe moi truong du lich nghe thuat the gioi trong nuoc ban doc phong su ky anh nong nghiep
thuong mai dich vu thi truong tai chinh ngan hang chung khoan bat dong san doanh nghiep nhan dang xay dung tin tuc moi
nhat thon xe bong da gia dinh tinh yeu lam dep am thuc kham pha goc nhin luan va tieu diem kien van de hom nay dia
phuong viec lam doan tre nhip cau quoc dau tu hoat chuyen so but trang cua danh cho thanh nien nguoi viet nam news
latest world business sports sport opinion politics culture and science tech technology health lifestyle entertainment
travel life arts style education money the of in
"""

NEVER = frozenset(_NEVER.split())
"""A page below a path segment of this name is no article."""

RATHER_NOT = frozenset(_RATHER_NOT.split())
"""Usually lists, players and games; an article's number (a time stamp, a long id) below it outweighs the name."""

SECTION_WORDS = frozenset(_SECTION.split())

ARTICLE_FOLDERS = frozenset(
    {"article", "articles", "story", "stories", "cnt", "news-story", "viewarticle", "articleview"}
)
"""A number below a path segment of this name is an article's."""
