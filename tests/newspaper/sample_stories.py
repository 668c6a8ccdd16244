"""The articles of the sample archive: every person, place and event in them is invented."""

from __future__ import annotations

from datetime import datetime

from tests.newspaper.site import HANOI
from tests.newspaper.story import Block, Story
from tests.newspaper.words import slug

BASE = "https://baovinhlong.com.vn"
SECTIONS = {
    "thoi-su": "Thời sự",
    "chinh-tri": "Chính trị",
    "kinh-te": "Kinh tế",
    "xa-hoi": "Xã hội",
    "van-hoa-giai-tri": "Văn hóa - Giải trí",
    "the-thao": "Thể thao",
    "phap-luat": "Pháp luật",
    "phong-su-anh": "Phóng sự ảnh",
}


def _story(
    serial: int,
    hex_id: str,
    section: str,
    when: str,
    title: str,
    lead: str,
    body: str,
    byline: str | None = None,
    authors: tuple[tuple[str, str], ...] = (),
    tags: tuple[str, ...] = (),
) -> Story:
    """Return a story whose body is written plainly: `## ` starts a sub-heading, `[] ` a picture, `- ` a list item."""
    return Story(
        serial=serial,
        style="yyyymm-id",
        base=BASE,
        title=title,
        lead=lead,
        blocks=tuple(_blocks(body)),
        byline=byline,
        authors=authors,
        published_at=datetime.fromisoformat(when).replace(tzinfo=HANOI),
        section=section,
        section_name=SECTIONS[section],
        tags=tags,
        hex_id=hex_id,
        slug=slug(title),
        dateline="(VLO) ",
    )


def _blocks(body: str) -> list[Block]:
    blocks: list[Block] = []
    for piece in body.strip().split("\n\n"):
        lines = [line.strip() for line in piece.strip().split("\n")]
        text = " ".join(lines)
        if text.startswith("## "):
            blocks.append(("h", text[3:]))
        elif text.startswith("[] "):
            blocks.append(("figure", text[3:]))
        elif text.startswith("- "):
            blocks.append(("list", "\n".join(line[2:] for line in lines)))
        else:
            blocks.append(("p", text))
    return blocks


STORIES = [
    _story(
        1, "0a1b2c3", "kinh-te", "2026-11-19T16:45",
        "Phiên chợ Bông Súng đẩy mạnh xúc tiến thương mại, nối nhà vườn với người mua",
        "Chiều 19/11, bà Lâm Thị Bông- Trưởng ban quản lý phiên chợ Bông Súng chủ trì buổi gặp gỡ giữa 64 nhà vườn và 22 "
        "đơn vị thu mua, mở đầu mùa xúc tiến thương mại cuối năm.",
        """
        (VLO) Tại buổi gặp gỡ, các nhà vườn ở xã Tân Bình Nguyệt mang đến 18 loại nông sản, từ bưởi, cam đến khoai lang và
        chuối khô, bày dọc hai bên rạch Bông Súng.

        [] Bà Lâm Thị Bông (bên trái) giới thiệu bưởi lá cho khách đến từ Đồng Tháp. Ảnh: THẢO MÂY

        Bà Lâm Thị Bông cho biết, năm nay phiên chợ không chỉ bán hàng tại chỗ mà còn ghi lại nhu cầu của từng đơn vị, sau đó
        hẹn lịch giao theo tuần. Cách làm này giúp nhà vườn biết trước sản lượng cần hái, tránh cảnh dồn hàng rồi rớt giá.

        ## Hẹn nhau theo con nước

        Ông Trần Văn Sậy, chủ vườn bưởi 7 công, kể rằng trước đây ông phải chờ thương lái ghé, có khi trễ cả con nước. “Bây giờ
        tôi hẹn trước 5 ngày, ghe vô tới bến là có hàng liền”, ông Sậy nói.

        Kết thúc buổi gặp gỡ, 31 bản ghi nhớ đã được ký, với tổng sản lượng 420 tấn trái cây giao từ nay đến Tết. Ban quản lý dự
        kiến mở thêm một phiên vào giữa tháng 12.
        """,
        "Tin, ảnh: THẢO MÂY", (("THẢO MÂY", "both"),), ("xúc tiến thương mại", "xã Tân Bình Nguyệt"),
    ),
    _story(
        2, "62d49f1", "kinh-te", "2026-11-18T07:10",
        "Khoai lang tím cù lao Mây Trắng vào vụ, nông dân giữ giá nhờ kho mát",
        "Vụ khoai lang tím năm nay, 120 hộ ở cù lao Mây Trắng không còn phải bán vội khi nước lớn, nhờ kho mát do chính bà con góp "
        "vốn dựng lên từ mái nhà cũ của hợp tác xã.",
        """
        (VLO) Từ mờ sáng, những giỏ khoai đầu tiên đã được chuyển bằng ghe về kho mát nằm ở đầu cù lao. Khoai được rửa, để ráo
        rồi xếp vào kệ gỗ, mỗi kệ ghi tên chủ ruộng và ngày thu hoạch.

        Anh Đỗ Minh Lúa, tổ trưởng tổ khoai lang, nhẩm tính kho giữ được 60 tấn trong 25 ngày mà củ vẫn chắc. “Giá xuống thì
        mình cất, giá lên mình bán, không ai ép được nữa”, anh Lúa cười.

        [] Khoai lang tím được xếp lên kệ trong kho mát. Ảnh: LÊ SẬY

        [] Ghe chở khoai cặp bến cù lao Mây Trắng lúc hừng đông. Ảnh: LÊ SẬY

        Kho dùng điện mặt trời ban ngày, ban đêm chuyển sang nước đá làm từ chiều. Tiền điện vì vậy chỉ bằng một phần ba so với
        kho lạnh thông thường.

        Trước khi có kho, mỗi mùa nước nổi bà con mất khoảng 15% sản lượng vì khoai úng. Vụ này, con số ấy còn chưa tới 4%.
        """,
        "Bài, ảnh: LÊ SẬY", (("LÊ SẬY", "both"),), ("khoai lang tím",),
    ),
    _story(
        3, "10c2093", "kinh-te", "2026-11-12T14:05",
        "Làng chiếu Bình Nguyệt bán chiếu qua phiên livestream đầu tiên",
        "Sau hai buổi tối tập dượt, 14 nghệ nhân dệt chiếu ở ấp Cỏ Lác đã bán được 236 đôi chiếu trong phiên livestream kéo dài ba giờ.",
        """
        (VLO) Phiên bán hàng diễn ra ngay trong nhà dệt, tiếng khung cửi vang suốt buổi. Người xem có thể chọn hoa văn, đặt kích
        thước rồi nhìn tận mắt đôi chiếu của mình được lên khung.

        Bà Huỳnh Thị Lác, 71 tuổi, lần đầu nói chuyện trước máy quay, kể về bốn mươi năm nhuộm lác bằng vỏ cây và lá bàng. Nhiều
        người ở Đồng Tháp và Cần Thơ nhắn rằng họ nhận ra mùi chiếu mới từ thuở nhỏ.

        Tổ dệt chia việc như sau:

        - Bốn người trả lời câu hỏi và ghi đơn
        - Sáu người dệt mẫu trước máy quay
        - Bốn người đóng gói ngay trong đêm

        Theo chị Phan Ngọc Cói, người đề xuất phiên bán hàng, tổ sẽ livestream mỗi tháng hai lần và dành 5% doanh thu mua khung dệt
        cho người mới học nghề.
        """,
        "HẠ VY- MINH KHUÊ (thực hiện)", (("HẠ VY", "text"), ("MINH KHUÊ", "text")), ("làng nghề",),
    ),
    _story(
        4, "2023470", "kinh-te", "2026-10-30T09:20",
        "Ba cách giữ nước ngọt cho vườn cây trong mùa khô tới",
        "Trạm khuyến nông Rạch Dừa vừa tổng kết ba cách trữ nước mà 45 hộ đã thử trong mùa khô vừa qua, cách rẻ nhất chỉ tốn chưa đến "
        "hai triệu đồng.",
        """
        (VLO) Cách thứ nhất là nạo vét mương vườn sâu thêm nửa thước rồi trải bạt, giữ được nước cho năm công vườn trong 20 ngày.

        Cách thứ hai dùng túi nhựa dày đặt nổi trên ao, vừa đỡ tốn đất vừa hạn chế bốc hơi. Cách thứ ba là phủ gốc bằng rơm và lục
        bình khô, giúp giảm một nửa số lần tưới.

        Ông Võ Văn Bần, người thử cả ba cách trên vườn chôm chôm của mình, khuyên bà con nên đo độ mặn mỗi sáng và ghi vào sổ, vì
        nước thường đổi vị trước khi mắt thường nhận ra.
        """,
        "Theo Bản tin Khuyến nông Rạch Dừa", (), (),
    ),
    _story(
        5, "b7e0d15", "thoi-su", "2026-11-20T06:30",
        "Khánh thành cầu Vàm Sậy, nối hai ấp sau mười hai năm qua đò",
        "Sáng sớm 20/11, cầu Vàm Sậy dài 86 m chính thức cho xe và người qua lại, khép lại mười hai năm học sinh ấp Bông Trang phải đi "
        "đò đến lớp.",
        """
        (VLO) Cầu rộng 3,5 m, có lề cho người đi bộ và đèn năng lượng mặt trời. Kinh phí 4,2 tỷ đồng do người dân, các mạnh thường
        quân và ngân sách xã cùng đóng góp.

        [] Học sinh ấp Bông Trang đi bộ qua cầu Vàm Sậy trong ngày đầu tiên. Ảnh: T.N

        Em Ngô Thúy Sen, học sinh lớp 5, nói em dậy trễ hơn được nửa giờ mà vẫn tới lớp trước tiếng trống. Ông lái đò Dương Văn Chèo,
        người chở lớp học sinh cuối cùng hôm qua, được mời cắt băng khánh thành.

        Theo kế hoạch, chiếc đò cũ sẽ được giữ lại dưới chân cầu làm nơi đọc sách cho trẻ em.
        """,
        "Tin, ảnh: T.N", (("T.N", "both"),), ("cầu nông thôn",),
    ),
    _story(
        6, "d1f28aa", "thoi-su", "2026-11-16T17:55",
        "Triều cường lên chậm, người dân rạch Ông Đội chủ động kê cao đồ đạc",
        "Đỉnh triều rằm tháng mười năm nay đến chậm hai ngày so với dự tính, giúp các ấp ven rạch Ông Đội có thêm thời gian gia cố bờ bao.",
        """
        (VLO) Chiều 16/11, hơn 200 người dân và đoàn viên đã đắp thêm 340 m bờ bao bằng đất và cừ tràm. Các tổ trực chia ca từ 18
        giờ đến 5 giờ sáng hôm sau.

        Chị Mai Thị Rạch, nhà ở sát mé nước, cho hay bàn thờ, lúa giống và tập vở của con đã được kê lên cao hơn mặt nền một thước
        hai. “Năm nào nước cũng lên, mình lo trước thì đỡ sợ”, chị nói.

        Trạm thủy văn Cái Nhỏ dự báo đỉnh triều rơi vào sáng 18/11, thấp hơn năm trước khoảng 6 cm.
        """,
        "MINH KHUÊ", (("MINH KHUÊ", "text"),), ("triều cường",),
    ),
    _story(
        7, "44c0e9b", "chinh-tri", "2026-11-17T10:40",
        "Xã Tân Bình Nguyệt tiếp xúc cử tri: nước sạch và bãi rác được hỏi nhiều nhất",
        "Hội nghị tiếp xúc cử tri ngày 17/11 ở xã Tân Bình Nguyệt ghi nhận 27 ý kiến, trong đó 11 ý kiến hỏi về thời gian hoàn thành nhà "
        "máy nước sạch.",
        """
        (VLO) Cử tri Lý Kim Vịnh đề nghị công khai kết quả kiểm nghiệm nước hằng tháng tại nhà văn hóa ấp. Cử tri Hồ Quốc Bãi phản
        ánh xe thu gom rác chỉ vào đến đầu lộ, người già phải xách rác đi gần một cây số.

        Trả lời cử tri, ông Đặng Hữu Trạm- Phó Chủ tịch UBND xã cho biết nhà máy nước sẽ chạy thử trong tháng 12 và cấp nước cho 900
        hộ trước Tết. Riêng việc thu gom rác, xã sẽ thử xe ba bánh cho các lộ nhỏ hơn 2 m.

        Các ý kiến còn lại được ghi vào sổ theo dõi, trả lời bằng văn bản trong 15 ngày.
        """,
        "Tin: QUANG ĐĂNG", (("QUANG ĐĂNG", "text"),), (),
    ),
    _story(
        8, "9e3b770", "xa-hoi", "2026-11-15T08:00",
        "Bếp cơm chiều của những người thợ hồ",
        "Bảy năm nay, cứ 16 giờ là bếp cơm bên hông chợ Vàm Bạc đỏ lửa, nấu 150 phần ăn cho công nhân xây dựng và người bán vé số, ai có tiền thì "
        "bỏ vào chiếc hũ sành, không có cũng chẳng ai hỏi.",
        """
        (VLO) Người khởi xướng là ông Bùi Văn Vôi, thợ hồ đã nghỉ vì đau lưng. Ông nói mình từng nhiều bữa ăn cơm nguội giữa công
        trình nên hiểu một phần cơm nóng quý ra sao.

        [] Ông Bùi Văn Vôi nêm nồi canh chua trước giờ mở bếp. Ảnh: T.N

        ## Chiếc hũ không có đáy

        Hũ sành đặt ở cửa, tối nào cũng được đếm. Có hôm hũ chỉ có 80 ngàn đồng, có hôm hơn hai triệu. Bà Lê Thị Hũ, người giữ sổ,
        bảo chưa tháng nào bếp phải nghỉ vì thiếu tiền.

        ## Người ăn thành người nấu

        Trong 12 người đứng bếp có 5 người từng là khách. Anh Trương Bảo Hồ, thợ lót gạch, mỗi tuần hai buổi đến rửa rau trước khi
        vào ca đêm.

        Bếp đang cần thêm một chiếc tủ mát cũ để giữ rau trong những ngày nắng nóng.
        """,
        "Bài: HẠ VY - Ảnh: T.N", (("HẠ VY", "text"), ("T.N", "photo")), ("bếp ăn tình thương",),
    ),
    _story(
        9, "5f6a7b8", "xa-hoi", "2026-11-05T11:30",
        "Lớp học bơi trên rạch Bà Lựu khai giảng khóa thứ chín",
        "Sáng 5/11, khóa học bơi miễn phí thứ chín trên rạch Bà Lựu khai giảng với 48 học viên nhỏ, nhỏ nhất mới 6 tuổi.",
        """
        (VLO) Hồ bơi là một đoạn rạch được quây lưới, có sàn tre và phao nổi. Mỗi buổi, bốn huấn luyện viên tình nguyện kèm từng nhóm
        12 em.

        Qua tám khóa, lớp đã dạy cho 391 em biết bơi. Huấn luyện viên Nguyễn Gia Phao cho biết điều các em học đầu tiên không phải
        là bơi nhanh mà là nổi và gọi người lớn.
        """,
    ),
    _story(
        10, "28331eb", "van-hoa-giai-tri", "2026-11-14T19:15",
        "Bảo tàng nông cụ trong căn nhà ba gian của ông giáo Thuần",
        "Từ chiếc gàu sòng nhặt ở bãi bồi, ông giáo về hưu Phạm Minh Thuần đã gom được 612 món nông cụ và mở cửa đón khách vào mỗi chiều thứ bảy.",
        """
        (VLO) Căn nhà ba gian lợp ngói âm dương nằm khuất sau hàng dừa nước. Gian giữa treo các loại phảng, nọc cấy; gian trái là cối
        giã, nia, sàng; gian phải dành cho đồ nghề sông nước.

        [] Ông Phạm Minh Thuần bên chiếc xe gió làm từ gỗ mù u. Ảnh: Trúc Giang

        Món nào cũng có một tấm thẻ viết tay kể người chủ cũ là ai, dùng vào mùa nào. Ông Thuần bảo, không có câu chuyện thì cái
        phảng cũng chỉ là miếng sắt.

        Cuối năm nay, học sinh ba trường tiểu học trong vùng sẽ đến đây học tiết địa phương, tự tay xay lúa và giã gạo.
        """,
        "Bài và ảnh: Trúc Giang", (("Trúc Giang", "both"),), ("bảo tàng nông cụ",),
    ),
    _story(
        11, "c8801d4", "the-thao", "2026-11-13T21:05",
        "Đội ghe ngo Rạch Dừa thắng chung kết sát nút hai phần mười giây",
        "Ở đường đua 1.200 m trên sông Cái Nhỏ tối 13/11, đội ghe ngo Rạch Dừa cán đích với thời gian 4 phút 31 giây 6, hơn đội Bông Trang đúng "
        "hai phần mười giây.",
        """
        (VLO) Hai ghe bám nhau suốt 800 m đầu. Đến khúc quanh miễu Bà, Rạch Dừa tăng nhịp chèo từ 72 lên 78 và vượt lên nửa thân ghe.

        Đội trưởng Danh Thạch Sơn cho biết cả đội đã tập vào lúc 4 giờ sáng suốt sáu tuần để quen với sương mù. Đội Bông Trang nhận
        giải nhì và giải phong cách.

        Giải năm nay có 16 đội tham dự, trong đó lần đầu có hai đội nữ.
        """,
        "Thanh Trà (tổng hợp)", (("Thanh Trà", "text"),), ("đua ghe ngo",),
    ),
    _story(
        12, "7a90c3f", "phap-luat", "2026-11-10T15:25",
        "Trả lại chiếc xuồng máy sau 40 ngày thất lạc nhờ vết sơn xanh",
        "Công an xã Tân Bình Nguyệt ngày 10/11 trao lại chiếc xuồng máy cho ông Tô Văn Dầm, 40 ngày sau khi xuồng trôi mất trong đêm mưa.",
        """
        (VLO) Theo Công an xã, chiếc xuồng được một người giăng câu tìm thấy cách nơi mất 11 km và gửi tạm ở bến Xáng Mới. Do số máy
        đã mờ, việc tìm chủ gặp khó khăn.

        Cán bộ trực ban Kiều Thanh Bến nhớ ra đơn trình báo có ghi “be xuồng sơn xanh, chỗ mũi vá ba đinh đồng”. Đối chiếu hình
        chụp, dấu vá trùng khớp.

        Ông Dầm gửi lời cảm ơn và cho biết sẽ khắc tên lên máy. Công an xã khuyến cáo bà con khóa xích vào trụ bến và chụp ảnh
        phương tiện để dễ nhận dạng.
        """,
        "HOÀI AN", (("HOÀI AN", "text"),), (),
    ),
    _story(
        13, "3db0b59", "phong-su-anh", "2026-11-08T10:00",
        "Một ngày ở bến ghe Vàm Bạc",
        "Từ lúc sương chưa tan đến khi lên đèn, bến ghe Vàm Bạc giữ nhịp riêng của những người sống trên mặt nước.",
        """
        [] 5 giờ sáng, những chiếc ghe chở rau cặp bến trong sương.

        [] Bà Trần Thị Chợ bán bún nước lèo trên chiếc xuồng ba lá đã 30 năm tuổi.

        [] Trẻ em ngồi trên mạn ghe đọc sách của tủ sách đầu bến.

        [] Thợ sửa máy Lê Văn Tua thay nhông cho chiếc máy dầu cũ.

        [] Chiều xuống, các chủ ghe rửa sàn, chuẩn bị cho chuyến hàng đêm.

        [] Đèn bến bật sáng, phản chiếu trên mặt nước lặng.
        """,
        "Thực hiện: QUANG ĐĂNG", (("QUANG ĐĂNG", "both"),), ("phóng sự ảnh",),
    ),
]  # fmt: skip
"""All articles of the sample, in no order."""
