"""Names of news agencies and newspapers: what a byline names when it names no person. Facts only."""

from __future__ import annotations

import re
import unicodedata


def _key(name: str) -> str:
    # Marks are kept: the person Văn Hòa is not the paper Văn hóa.
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name).casefold())


def _names(listed: str) -> frozenset[str]:
    """The names of a list with commas."""
    return frozenset(name.strip() for name in listed.split(","))


def _keys(listed: str) -> frozenset[str]:
    return frozenset(map(_key, _names(listed)))


_AGENCIES = _keys(
    """
    TTXVN, Thông tấn xã Việt Nam, Vietnam News Agency, VNA, TTXVN/Vietnam+, Reuters, AFP, AP, Associated Press,
    The Associated Press, Agence France-Presse, dpa, Deutsche Presse-Agentur, EFE, ANSA, TASS, Sputnik, RIA Novosti,
    Xinhua, Tân Hoa Xã, Kyodo, Yonhap, Bloomberg, PTI, IANS, ANI, APA, SID, KNA, epd, PA Media, Press Association,
    UPI, Getty Images, Getty, EPA, NVCC, BTC, EPA-EFE, imago, THX
    """
)
_OUTLETS = _keys(
    """
    Báo Vĩnh Long, Báo Đồng Khởi, Báo Trà Vinh, Báo Cần Thơ, Báo Hậu Giang, Báo Sóc Trăng, Báo Đồng Tháp,
    Báo Ấp Bắc, Báo An Giang, Báo Kiên Giang, Báo Cà Mau, Báo Bạc Liêu, Báo Tây Ninh, Báo Long An, Báo Đồng Nai,
    Báo Bình Dương, Báo Bình Phước, Báo Bà Rịa - Vũng Tàu, Báo Sài Gòn Giải Phóng, SGGP, Báo Lâm Đồng,
    Báo Bình Thuận, Báo Ninh Thuận, Báo Đắk Lắk, Báo Đắk Nông, Báo Gia Lai, Báo Kon Tum, Báo Khánh Hòa, Báo Phú Yên,
    Báo Bình Định, Báo Quảng Ngãi, Báo Quảng Nam, Báo Đà Nẵng, Báo Thừa Thiên Huế, Báo Quảng Trị, Báo Quảng Bình,
    Báo Hà Tĩnh, Báo Nghệ An, Báo Thanh Hóa, Báo Ninh Bình, Báo Nam Định, Báo Hà Nam, Báo Thái Bình, Báo Hưng Yên,
    Báo Hải Dương, Báo Hải Phòng, Báo Quảng Ninh, Báo Bắc Ninh, Báo Bắc Giang, Báo Hà Nội Mới, Hà Nội Mới,
    Báo Hòa Bình, Báo Phú Thọ, Báo Vĩnh Phúc, Báo Thái Nguyên, Báo Bắc Kạn, Báo Tuyên Quang, Báo Hà Giang,
    Báo Cao Bằng, Báo Lạng Sơn, Báo Lào Cai, Báo Yên Bái, Báo Lai Châu, Báo Điện Biên Phủ, Báo Sơn La, VnExpress,
    Tuổi Trẻ, Tuổi Trẻ Online, TTO, Thanh Niên, Dân trí, VietNamNet, VietnamPlus, Vietnam+, Vietnam.vn, Việt Nam,
    Nhân Dân, Quân đội nhân dân, Lao Động, Người Lao Động, NLĐO, Tiền Phong, VOV, VOV.VN, VTV, VTV.VN, VTC News,
    Zing, Zing News, Znews, Chính phủ, Báo Chính phủ, Công an nhân dân, CAND, An ninh Thủ đô, ANTĐ,
    Pháp luật TP.HCM, PLO, Pháp luật Việt Nam, PLVN, Công lý, Báo Tin tức, Giáo dục và Thời đại,
    Sức khỏe và Đời sống, Infonet, Soha, CafeF, CafeBiz, Kenh14, VnEconomy, VnMedia, Thời báo Kinh tế Sài Gòn,
    TBKTSG, Người Đưa Tin, Đời sống Pháp luật, Nhịp sống thị trường, Nhịp sống kinh tế, Trí thức trẻ, Tổ quốc,
    Thể thao & Văn hóa, Đại đoàn kết, Giao thông, Xây dựng, Đầu tư, Công Thương, Hải quan, Tài nguyên và Môi trường,
    Nông nghiệp Việt Nam, Nông nghiệp và Môi trường, Văn hóa, Báo Mới, BBC, CNN, CNBC, Guardian, The Guardian,
    New York Times, Wall Street Journal, Washington Post, Financial Times, Daily Mail, Dailymail, SCMP, Nikkei, RT,
    Al Jazeera, Independent, Politico, Sciencedaily, Internet, Facebook
    """
)
_GENERIC_SIGNATURES = _keys(
    """
    PV, P.V, P.V., PVKT, Phóng viên, Nhóm phóng viên, Nhóm PV, Nhóm P.V, CTV, Cộng tác viên, BBT, Ban biên tập,
    Ban Biên tập, Biên tập viên, BTV, Tòa soạn, Toà soạn, Bạn đọc, Admin, Administrator, Editor, Editors, Editorial,
    Editorial Board, Staff, Staff Writer, Staff Report, Newsroom, News Desk, Web Desk, Webmaster, Guest, Redaktion,
    Redazione, Redacción, La rédaction, Rédaction, Tổng hợp, T.H, TH, Theo báo chí, Tác giả, Nguồn, Unknown,
    Anonymous, None, null, undefined
    """
)
_PLACES = _names(
    """
    hà nội, hồ chí minh, tp hồ chí minh, đà nẵng, hải phòng, cần thơ, huế, thừa thiên huế, vĩnh long, bến tre,
    trà vinh, hậu giang, sóc trăng, đồng tháp, tiền giang, an giang, kiên giang, cà mau, bạc liêu, tây ninh,
    long an, đồng nai, bình dương, bình phước, vũng tàu, bà rịa vũng tàu, lâm đồng, đà lạt, bình thuận,
    ninh thuận, đắk lắk, đắk nông, gia lai, kon tum, khánh hòa, nha trang, phú yên, bình định, quy nhơn,
    quảng ngãi, quảng nam, quảng trị, quảng bình, hà tĩnh, nghệ an, thanh hóa, ninh bình, nam định, hà nam,
    thái bình, hưng yên, hải dương, quảng ninh, hạ long, bắc ninh, bắc giang, hòa bình, phú thọ, vĩnh phúc,
    thái nguyên, bắc kạn, tuyên quang, hà giang, cao bằng, lạng sơn, lào cai, yên bái, lai châu, điện biên,
    sơn la, sài gòn, việt nam, trường sa, hoàng sa, phú quốc, côn đảo, mỹ tho, long xuyên, rạch giá, biên hòa,
    thủ đức, bắc kinh, tokyo, washington, moscow, paris, london, bangkok, seoul, singapore
    """
)
"""Provinces before and after 2025, towns and capitals: alone on the last line of a text they are a dateline, not a name."""
_BRAND = re.compile(
    r"(?<!\w)(?:online|news|báo|điện tử|tạp chí|media|tv|radio|corp|group|company|magazine|times|post|daily|website|web|"
    r"tin tức|thời báo|studio|editor|team|desk|trung tâm|ubnd|công ty|cổng|thông tin|truyền hình|phát thanh|vn|admin|"
    r"quản trị|biên tập)(?!\w)",
    re.I,
)
_PAPER_PREFIX = re.compile(
    r"^(?:theo\s+)?(?:báo|tạp chí|đài|cổng thông tin|trang tin|trang|kênh|thông tấn|hãng tin|hãng|thời báo|ttxvn)\b",
    re.I,
)
_NEWSROOM = re.compile(r"(?:pv|ctv|btv)\W")
_DOMAIN = re.compile(r"^[\w.-]+\.(?:vn|com|net|org|info|edu|gov|tv|news|de|uk|fr|co|io)(?:\.\w{2})?/?$", re.I)


def is_agency(name: str) -> bool:
    """Return whether the name is a news agency's; `TTXVN/Vietnam+`, `AFP-TTXVN` and the like are."""
    parts = [p for p in re.split(r"[/,–&+-]| và ", name) if _key(p)]
    return _key(name) in _AGENCIES or (bool(parts) and all(_key(p) in _AGENCIES for p in parts))


def is_outlet(name: str) -> bool:
    """Return whether the name is a newspaper's, a broadcaster's or a site's: by list, by its first word, or a domain."""
    return _key(name) in _OUTLETS or bool(_PAPER_PREFIX.match(name.strip())) or bool(_DOMAIN.match(name.strip()))


def is_publisher(name: str) -> bool:
    """Return whether the name is a news agency's or an outlet's."""
    return is_agency(name) or is_outlet(name)


def is_generic(name: str) -> bool:
    """Return whether the signature stands for the newsroom (PV, Ban biên tập, Staff), not for a person."""
    key = _key(name)
    if not key or key in _GENERIC_SIGNATURES:
        return True
    return len(key) < 6 and _NEWSROOM.match(name.casefold() + " ") is not None


def is_place(name: str) -> bool:
    """Return whether a line is a place's name alone."""
    return unicodedata.normalize("NFC", name).strip(" .").casefold() in _PLACES


def is_brand(name: str) -> bool:
    """Return whether a name in a Vietnamese page's metadata is an institution's by one of its words, or no full name."""
    return _BRAND.search(name) is not None or (len(name.split()) < 2 and "." not in name)
