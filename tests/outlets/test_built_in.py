"""The built-in outlets: addresses in the form of each family and of each site of its own, written for these tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsarchive import discovery
from newsarchive.outlets import Outlet, Registry, load

CATALOGUE = Path(__file__).parents[3] / "shared" / "facts" / "outlets.json"

ARTICLES = """
baovinhlong      https://baovinhlong.com.vn/kinh-te/202511/mua-trai-cay-ngot-0a1b2c3/
baovinhlong      http://www.baovinhlong.com.vn/kinh-te/202211/mua-trai-cay-ngot-3141592
baodongnai       https://baodongnai.com.vn/chuyenmuc/tho/201812/thay-ao-moi-2923001
baonamdinh       https://baonamdinh.vn/channel/5001/201112/Dong-muoi-2141001/
baocantho        https://baocantho.com.vn/cho-noi-don-khach-a200001.html?utm_source=x
baocantho        https://www.baocantho.com.vn/-infographics-cho-noi--a200002.html
baodongkhoi      https://dongkhoi.baovinhlong.vn/vuon-dua-xanh-16112020-a80001.html
baodongkhoi      https://baodongkhoi.vn/vuon-dua-xanh-16112020-a80001.html
baotayninh       https://baotayninh.vn/vuon-mang-cau-a141001.html
baotayninh       https://www.baotayninh.vn/vuon-mang-cau-141001.html
baobinhduong     https://newfe.baobinhduong.vn/pho-moi-len-den-a340001.html
hanoimoi         https://hanoimoi.vn/le-hoi-mua-thu-723456.html
baohaiphong      https://baohaiphong.vn/en/tau-moi-cap-cang-541001.html
baodanang        https://baodanang.vn/channel/6001/201501/chu-nghia-doi-thuong-2391001/
baonghean        https://baonghean.vn/lang-chai-vao-vu-10101001.html
baonghean        https://baonghean.vn/lang-chai-vao-vu-post263001.html
baohaiduong      https://baohaiduong.vn/nong-nghiep/vu-vai-thieu-151001
baolamdong       https://baolamdong.vn/doi-hoa-vao-mua-438001.html
baolamdong       https://baolamdong.vn/du-lich/202405/doi-hoa-vao-mua-b180e1b/
baoquangninh     https://baoquangninh.vn/mua-bien-lang-3400001.html
baocaobang       https://baocaobang.vn/Pho-nui-vao-thu-38001.html
nhandan          https://nhandan.vn/vu-mua-moi-post920001.html
vietnamplus      https://www.vietnamplus.vn/vu-mua-moi-post1129001.vnp
tienphong        https://tienphong.vn/vu-mua-moi-post1845001.tpo
plo              https://plo.vn/an-ninh-trat-tu/mot-dem-tuan-tra-910001.html
tuoitre          https://tuoitre.vn/ban-trong-nha-20261101070809123.htm
tuoitre          http://tuoitre.vn/tin/giao-duc/20150401/mot-ngay-moi/700001.html
thanhnien        https://thanhnien.vn/ban-trong-nha-185261101070809123.htm
nld              https://nld.com.vn/kinh-te/gia-lua-hom-nay-2022080709050001.htm
dantri           https://dantri.com.vn/ban-doc/hoi-va-dap-1400000001.htm
baotintuc        https://baotintuc.vn/kinh-te/cang-moi-don-tau-20230401070809123.htm
baotintuc        https://baotintuc.vn/cang-moi-don-tau-post1391001.html
baochinhphu      https://baochinhphu.vn/Tin-noi-bat/Cau-moi-thong-xe/457001.vgp
baotravinh       https://www.baotravinh.vn/chinh-tri/ao-ba-om-mua-le-hoi-25001.html
baotravinh       https://travinh.baovinhlong.vn/ao-ba-om-mua-le-hoi-a25001.html
baohaugiang      https://baohaugiang.com.vn/kinh-te/cho-que-sang-som-120001.html
huengaynay       https://huengaynay.vn/du-lich/pho-co-len-den-163001.html
baohanam         https://baohanam.com.vn/van-hoa/le-hoi/hoi-lang-dau-xuan-122001.html
baothanhhoa      https://baothanhhoa.vn/bien-som-nbsp-vao-he-265001.htm
baophutho        https://baophutho.vn/van-de-hom-nay/doi-che-xanh/157001.html
baobinhphuoc     https://baobinhphuoc.com.vn/news/200/99001/vuon-dieu-ra-hoa
baobinhthuan     https://baobinhthuan.com.vn/bien-lang-don-khach-114001.html
baobinhdinh      https://baobinhdinh.vn/viewer.aspx?macm=39&macmp=39&mabb=222001
baoninhthuan     http://baoninhthuan.com.vn/diendan/49001p25c151/vuon-nho-chin-som.htm
baoquangngai     https://baoquangngai.vn/vuon-toi-dao-xanh-12345.htm
baoquangngai     https://baoquangngai.vn/channel/2001/202110/mua-nuoc-len-3085001/
baoquangnam      https://baoquangnam.vn/du-lich/lang-gom-ven-song-111001.html
baothaibinh      https://baothaibinh.com.vn/tin-tuc/260/154001/lang-hoa-don-tet
baoninhbinh      https://baoninhbinh.org.vn/mua-vang-ben-song-202601020304050.html
baoninhbinh      http://baoninhbinh.org.vn/cho-que-ngay-tet-20180104030405067p3c24.htm
baobacninh       https://baobacninhtv.vn/lang-quan-ho-vao-hoi.bbg
baobacgiang      https://baobacgiang.vn/bg/suc-khoe/371001/song-khoe-moi-ngay.html
baolaichau       https://baolaichau.vn/xa-hoi/ban-xa-co-dien-51001
baodienbienphu   https://baodienbienphu.vn/tin-bai/xa-hoi/ban-xa-co-dien
baodienbienphu   https://baodienbienphu.com.vn/tin-tuc/y-te/212001/ban-xa-co-tram-y-te
baosonla         https://baosonla.vn/xa-hoi/mua-ca-phe-chin-51YnYvXDR.html
baotuyenquang    https://baotuyenquang.com.vn/le-hoi-thanh-tuyen-177001.html
vietnamvn        https://www.vietnam.vn/cho-noi-don-khach-tro-lai
vietnamvn        https://vietnam.vn/ko/cho-noi-don-khach-tro-lai
vnexpress        https://vnexpress.net/the-gioi/mot-ngay-tren-bien-3897001.html
vietnamnet       https://vietnamnet.vn/lang-co-ven-song-2165001.html
qdnd             https://www.qdnd.vn/van-hoa/doi-song/hoi-lang-mua-xuan-700001
laodong          https://laodong.vn/xa-hoi/vu-lua-tren-doi-947001.ldo
vov              https://vov.vn/thi-truong/gia-lua-hom-nay-post1322001.vov
vtv              https://vtv.vn/trong-nuoc/tau-ve-cang-20180923010203004.htm
znews            https://znews.vn/mot-ngay-tren-bien-post1664001.html
cand             https://cand.com.vn/Xa-hoi/Nga-ba-song-i509001/
vtcnews          https://vtcnews.vn/mot-ngay-tren-bien-ar900001.html
"""

OTHERS = """
baovinhlong      https://baovinhlong.com.vn/kinh-te/?paged=2
baovinhlong      https://baovinhlong.com.vn/kinh-te/202513/thang-muoi-ba-0a1b2c3/
baovinhlong      https://baovinhlong.com.vn/bao-in/xem/202511/so-bao-moi-0a1b2c3/
baothainguyen    https://baothainguyen.vn/doc-bao-in/202605/so-bao-moi-4ab3812/
baocantho        https://baocantho.com.vn/print/cho-noi-don-khach-a200001.html
baocantho        https://baocantho.com.vn/rao-vat-can-nguoi-lam-591.html
hanoimoi         https://hanoimoi.vn/le-hoi-mua-thu-event123456.html
baodanang        https://baodanang.vn/le-hoi-mua-thu-event123456.html
baonghean        https://baonghean.vn/le-hoi-mua-thu-event123456.html
baoquangninh     https://baoquangninh.vn/phap-luat
nhandan          https://nhandan.vn/ocop/tra-sen-prod545.html
vietnamplus      https://www.vietnamplus.vn/xahoi/giaothong.vnp
tienphong        https://tienphong.vn/author/mot-nguoi-1182.tpo
plo              https://plo.vn/dong-song-tag35001.html
tuoitre          https://tuoitre.vn/giao-duc.htm
dantri           https://dantri.com.vn/video/mot-ngay-tren-bien-81001.htm
baotintuc        https://baotintuc.vn/xa-hoi.rss
baochinhphu      https://baochinhphu.vn/ngay-moi.html
baotravinh       https://www.baotravinh.vn/ao-ba-om-9001/tag.html
baohaugiang      https://baohaugiang.com.vn/thoi-su-215.html
huengaynay       https://huengaynay.vn/du-lich
baothanhhoa      https://baothanhhoa.vn/du-lich/bai-tam-xa
baobinhphuoc     http://www.baobinhphuoc.com.vn/Search
baobinhdinh      https://baobinhdinh.vn/viewimage.aspx?imgid=141001
baoquangnam      https://baoquangnam.vn/print/3021002.html
baobacninh       https://baobacninhtv.vn/phap-luat
baodienbienphu   https://baodienbienphu.vn/tin-tuc/y-te
baosonla         https://baosonla.vn/thoi-su-chinh-tri.html
vietnamvn        https://www.vietnam.vn/tag/du-lich-mien-tay-mua-nuoc-noi
vietnamvn        https://www.vietnam.vn/category/the-thao
vnexpress        https://vnexpress.net/thoi-su-p2
qdnd             https://www.qdnd.vn/chinh-tri/p/2
laodong          https://laodong.vn/tags/dong-song-81001.ldo
vov              https://vov.vn/tac-gia/mot-nguoi-author77001
znews            https://znews.vn/tieu-diem/dong-nai/trang115.html
cand             https://cand.com.vn/chong-dien-bien-hoa-binh/page-3/
thvl             https://thvl.vn/thoi-su-thvl/tin-dia-phuong/
baophuyen        http://www.baophuyen.com.vn/160/goc-tre.html
baobariavungtau  https://www.baobariavungtau.com.vn/kinh-te/
"""

WITHOUT_PATTERN = {
    "baobackan", "baobariavungtau", "baodaknong", "baohoabinh", "baokontum", "baophuyen", "baovinhphuc", "baoyenbai",
    "thvl", "vneconomy",
}  # fmt: skip


def table(text: str) -> list[Any]:
    return [pytest.param(*line.split(), id=line.split()[1]) for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load()


@pytest.mark.parametrize(("key", "url"), table(ARTICLES))
def test_an_article_is_its_outlets(registry: Registry, key: str, url: str) -> None:
    outlet = registry.for_url(url)
    assert (outlet.key, outlet.is_article(url), discovery.classify(url, outlet)) == (key, True, "article")


@pytest.mark.parametrize(("key", "url"), table(OTHERS))
def test_what_looks_alike_is_no_article(registry: Registry, key: str, url: str) -> None:
    outlet = registry.for_url(url)
    assert outlet.key == key
    assert not outlet.is_article(url)
    assert discovery.classify(url, outlet) != "article"


def test_the_tables_hold_every_family_and_every_pattern_of_an_outlets_own(registry: Registry) -> None:
    tried = {registry.get(param.values[0]) for param in table(ARTICLES)}
    families = {o.family for o in tried}
    assert {name for name, family in registry.families().items() if family.article} <= families
    assert {o.key for o in registry if o.article and not o.family} <= {o.key for o in tried}


def test_outlets_without_a_known_pattern_run_on_the_generic_classifier(registry: Registry) -> None:
    assert {o.key for o in registry if not o.article} == WITHOUT_PATTERN


def test_a_merged_paper_names_its_heir_and_has_its_province_of_today(registry: Registry) -> None:
    merged = [o for o in registry if o.heir]
    for outlet in merged:
        heir = registry.get(str(outlet.heir))
        assert heir.heir is None and heir.enabled, outlet.key
        assert heir.province == outlet.province, outlet.key
    assert len(merged) == 29


def test_an_article_of_an_old_domain_belongs_to_the_outlet_it_was_printed_by(registry: Registry) -> None:
    printed_by = registry.for_url("https://baodongkhoi.vn/vuon-dua-xanh-16112020-a80001.html")
    assert (printed_by.key, printed_by.heir, printed_by.province) == ("baodongkhoi", "baovinhlong", "Vĩnh Long")


def test_every_province_has_a_newspaper_that_is_crawled(registry: Registry) -> None:
    assert len({o.province for o in registry.enabled() if o.province}) == 34


def test_papers_that_were_merged_away_are_not_called_on(registry: Registry) -> None:
    closed = {o.key for o in registry if not o.enabled}
    assert closed == {o.key for o in registry if o.heir} - {"baodongkhoi"}  # whose host still answers
    for key in closed:
        assert "enabled = false  # merged" in registry.source(key).read_text(encoding="utf-8")


def test_only_the_aggregator_leaves_editions_out(registry: Registry) -> None:
    assert [(o.key, o.kind) for o in registry if o.editions] == [("vietnamvn", "aggregator")]


def test_no_address_that_is_a_guess_is_declared(registry: Registry) -> None:
    provincial = [o for o in registry if o.province]
    assert [f for o in provincial for f in o.feeds if f.endswith("/rss/home.rss")] == []


def catalogued() -> list[Any]:
    if not CATALOGUE.exists():
        return [pytest.param(None, marks=pytest.mark.skip(f"the catalogue is not there: {CATALOGUE}"))]
    known = json.loads(CATALOGUE.read_text(encoding="utf-8"))["outlets"]
    return [pytest.param(entry, id=entry["id"]) for entry in known]


@pytest.mark.shared
@pytest.mark.parametrize("entry", catalogued())
def test_a_declaration_agrees_with_the_catalogue(registry: Registry, entry: dict[str, Any]) -> None:
    outlet = registry.get(entry["id"])
    pattern = entry["article_url"]
    assert bool(outlet.article) is bool(pattern["regex"])
    assert outlet.province == (entry["province"] if entry["level"] in ("province", "broadcaster") else None)
    assert outlet.enabled is not (entry["status"] == "merged")
    for host in (entry["domain"], *entry["aliases"]):
        assert outlet.owns(f"https://{host.split()[0]}/"), host
    for url in pattern["matches"]:
        assert whose(registry, url) == (outlet, "article"), url
    for url in pattern["must_not_match"]:
        assert whose(registry, url)[0] is outlet, url
        assert whose(registry, url)[1] != "article", url


def whose(registry: Registry, url: str) -> tuple[Outlet, str | None]:
    outlet = registry.for_url(url)
    return outlet, discovery.classify(url, outlet)
