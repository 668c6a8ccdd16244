"""Vietnamese prose made of word lists and sentence patterns written for this project: no text of any newspaper."""

from __future__ import annotations

import random
import re
import unicodedata

SURNAMES = "Nguyễn Trần Lê Phạm Huỳnh Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Mai Trương".split()
MIDDLES = "Văn Thị Minh Ngọc Thanh Hoàng Kim Quốc Hữu Thúy Bảo Gia Mỹ Đức".split()
GIVENS = (
    "An Bình Châu Dũng Đạt Giang Hà Hạnh Khang Lan Linh Mai Nam Nga Phúc Quân Sơn Tâm Thảo Trúc Uyên Vinh Yến".split()
)
FIRSTS = "Tân Long Bình Phú An Mỹ Hòa Thạnh Đông Vĩnh Hậu Nhơn".split()
SECONDS = "Hưng Lộc Thới Quới Điền Phước Trị Khánh Nghĩa Ngãi Hựu Đức Thuận Sơn".split()
UNITS = ("xã", "phường", "cù lao", "ấp", "thị tứ")
PROVINCES = ("Đồng Tháp", "Vĩnh Long", "Cần Thơ", "An Giang", "Cà Mau", "Tây Ninh")
RIVERS = ("sông Cái Nhỏ", "rạch Ông Đội", "kênh Ba Thước", "sông Vàm Bạc", "rạch Bà Lựu", "kênh Xáng Mới")
ROLES = (
    "Chủ tịch UBND", "Bí thư chi bộ", "Giám đốc hợp tác xã ở", "Phó Trưởng phòng Kinh tế", "hiệu trưởng trường tiểu học",
    "cán bộ khuyến nông", "trưởng ban quản lý chợ", "chủ nhiệm câu lạc bộ thiếu nhi", "đội trưởng đội tình nguyện",
)  # fmt: skip
MONTHS = tuple(f"tháng {n}" for n in range(1, 13))

SECTIONS: dict[str, str] = {
    "thoi-su": "Thời sự",
    "kinh-te": "Kinh tế",
    "xa-hoi": "Xã hội",
    "van-hoa": "Văn hóa",
    "the-thao": "Thể thao",
}
TOPICS: dict[str, tuple[str, ...]] = {
    "thoi-su": (
        "tuyến đê bao chống ngập", "cầu nông thôn vừa hợp long", "kỳ họp chuyên đề về nước sạch", "đường liên xã mở rộng",
        "trạm bơm tiêu úng", "đợt tiếp xúc cử tri cuối năm", "bến phà mới", "kế hoạch ứng phó triều cường",
    ),
    "kinh-te": (
        "phiên chợ xúc tiến thương mại", "vùng trồng bưởi da xanh", "làng nghề dệt chiếu lác", "hợp tác xã nuôi cá tra",
        "kho lạnh trữ khoai lang", "mô hình tôm - lúa", "xưởng mứt dừa", "vườn sầu riêng trái vụ", "chợ nổi buổi sớm",
    ),
    "xa-hoi": (
        "lớp học bơi miễn phí", "bếp ăn tình thương", "điểm hiến máu lưu động", "quỹ học bổng khuyến học",
        "trạm y tế kiểu mẫu", "tổ thu gom rác thải nhựa", "căn nhà nghĩa tình", "chuyến xe đưa đón học sinh",
    ),
    "van-hoa": (
        "liên hoan đờn ca tài tử", "lễ hội cúng đình", "bảo tàng nông cụ", "triển lãm ảnh miền sông nước",
        "câu lạc bộ hát ru", "tủ sách đầu làng", "nghề làm gốm đỏ", "đêm diễn cải lương",
    ),
    "the-thao": (
        "giải đua ghe ngo", "giải bóng đá mini nông dân", "hội thao người cao tuổi", "đội bóng chuyền nữ",
        "giải cờ tướng mùa xuân", "cuộc chạy bộ vì môi trường", "lớp võ cổ truyền", "giải bơi vượt sông",
    ),
}  # fmt: skip

TITLES = (
    "{Topic} ở {place} thu hút {n} người tham gia",
    "{place_up}: {topic} bước vào giai đoạn mới",
    "Chuyện về {topic} bên {river}",
    "{Topic} và {n} ngày chuẩn bị ở {place}",
    "{place_up} dồn sức cho {topic}",
    "Người giữ lửa cho {topic} tại {place}",
    "Sau {n} tháng, {topic} ở {place} ra sao?",
    "{province} thêm {n2} điểm tựa từ {topic}",
)
LEADS = (
    "Với {n} hộ dân cùng góp công, {topic} tại {place} đang đổi thay từng ngày, mang lại niềm vui cho cả một vùng ven {river}.",
    "Từ một sáng kiến nhỏ của {person}, {topic} ở {place} nay đã có {n} người gắn bó và được nhiều nơi tìm đến học hỏi.",
    "Giữa mùa nước nổi năm nay, {topic} của {place} vẫn giữ được nhịp đều đặn nhờ cách làm bền bỉ và sự chung tay của bà con.",
    "Không phô trương, {topic} bên {river} lớn lên qua {n} mùa mưa nắng và trở thành niềm tự hào của người dân {place}.",
    "Tỉnh {province} vừa chọn {place} làm nơi thực hiện thí điểm {topic}, dự kiến tổng kết sau {n2} tháng.",
)
OPENINGS = (
    "Sáng {day}, tại {place}, hơn {n} người đã có mặt để theo dõi những bước đầu tiên của {topic}.",
    "Chiều {day}, {person}- {role} {place} chủ trì buổi làm việc về {topic} với {n2} đơn vị liên quan.",
    "Theo ghi nhận của phóng viên ngày {day}, {topic} tại {place} diễn ra trong không khí khẩn trương.",
    "Nhắc đến {topic}, bà con ven {river} thường kể ngay câu chuyện của {person}, người đã gắn bó {n2} năm.",
    "Trời vừa hửng sáng ngày {day}, con đường dẫn vào {place} đã rộn tiếng cười nói của những người lo cho {topic}.",
)
SENTENCES = (
    "Đến nay, {place} đã vận động được {money} triệu đồng, trong đó người dân đóng góp {pct}%.",
    "{person} cho biết, khó khăn lớn nhất là con nước dâng bất thường trên {river} vào {month}.",
    "“Chúng tôi làm từng việc nhỏ, việc nào xong thì mới nhận việc kế tiếp”, {person} chia sẻ.",
    "Ngoài {n} suất hỗ trợ ban đầu, ban tổ chức còn trao thêm {n2} phần quà cho các gia đình neo đơn.",
    "So với cùng kỳ năm trước, số người tham gia tăng {pct}%, cao nhất trong {n2} năm trở lại đây.",
    "Kế hoạch được chia làm {n2} đợt, đợt đầu kết thúc vào cuối {month}.",
    "Nhờ vậy, thu nhập bình quân của mỗi hộ ở {place} tăng thêm {money} ngàn đồng mỗi tháng.",
    "Ông {person}, {age} tuổi, nói rằng ông chưa từng thấy {river} đông vui như mùa này.",
    "Bà {person} kể, lúc mới bắt đầu chỉ có {n2} người, ai cũng vừa làm vừa học.",
    "Các em học sinh của {place} cũng góp sức bằng cách trồng {n} cây bần dọc theo {river}.",
    "Trước đó, đoàn công tác của tỉnh {province} đã đến khảo sát và đánh giá cao cách làm này.",
    "Nhiều ý kiến đề nghị mở rộng ra {n2} ấp lân cận, nhất là những nơi còn thiếu nước ngọt.",
    "Theo {person}, điều quý nhất không nằm ở con số {n} mà ở sự đồng lòng của xóm giềng.",
    "Mỗi tuần, nhóm họp một lần tại nhà văn hóa {place} để rà lại những việc còn dang dở.",
    "Đường vào {place} nay đã trải nhựa {n2} km, xe tải nhỏ chạy được đến tận bến.",
    "Một phần kinh phí, khoảng {money} triệu đồng, được dành để sửa lại mái che và hệ thống đèn.",
    "Ban đầu còn nhiều lo ngại, nhưng sau {n} ngày chạy thử, mọi người đã yên tâm hơn.",
    "Chị {person} cẩn thận ghi lại từng khoản thu chi vào cuốn sổ bìa xanh đã sờn góc.",
    "Vào mùa mưa, cả nhóm chuyển sang làm việc trong kho, tận dụng {n2} gian nhà cũ của hợp tác xã.",
    "Tính đến hết {month}, đã có {n} lượt khách ghé thăm, phần lớn đến từ tỉnh {province}.",
    "Anh {person} nhẩm tính, nếu thuận lợi thì sang năm {place} sẽ có thêm {n2} nhóm như vậy.",
    "Không chỉ giữ nghề, người dân ven {river} còn giữ cả những câu hò đã theo họ từ thuở nhỏ.",
    "Trong {n} ngày tới, các tổ sẽ luân phiên trực để bảo đảm an toàn cho người qua lại.",
    "Có hôm nước lớn, thầy trò phải đi ghe {n2} km mới tới được điểm hẹn ở {place}.",
    "Sản phẩm làm ra được dán nhãn, ghi rõ ngày đóng gói và số điện thoại của từng hộ.",
    "Từ chỗ chỉ đáp ứng {pct}% nhu cầu, nay {place} đã có thể chia sẻ kinh nghiệm cho nơi khác.",
    "{person} cười hiền, bảo rằng làm lâu thành quen, bỏ một ngày là thấy nhớ.",
    "Điều phối viên {person} đề xuất lập một quỹ chung {money} triệu đồng để phòng lúc trái gió trở trời.",
    "Mấy năm trước, nơi đây còn là bãi đất trống, cỏ lau mọc kín lối ra {river}.",
    "Phụ nữ trong xóm nhận phần bếp núc, mỗi bữa nấu cho {n} người mà vẫn kịp giờ.",
    "Kết quả khảo sát với {n} hộ cho thấy {pct}% mong muốn tiếp tục trong năm tới.",
    "Tiếng trống từ sân đình {place} vang lên, báo hiệu một ngày mới bắt đầu.",
)
CLOSINGS = (
    "Chia tay {place} khi nắng đã ngả bên kia {river}, chúng tôi tin rằng {topic} sẽ còn đi xa.",
    "{person} hẹn gặp lại vào {month}, khi {topic} tròn {n2} năm.",
    "Dự kiến, kết quả sẽ được báo cáo với tỉnh {province} trước cuối {month}.",
    "Với đà này, {topic} hứa hẹn trở thành một điểm sáng của {place} trong năm tới.",
)
HEADINGS = (
    "Từ ý tưởng nhỏ",
    "Góp công, góp của",
    "Giữ nhịp qua mùa nước",
    "Chuyện người trong cuộc",
    "Hướng đi sắp tới",
)
ITEMS = (
    "Hỗ trợ {n} hộ khó khăn với mức {money} ngàn đồng mỗi hộ",
    "Sửa {n2} đoạn đường ven {river}",
    "Mở thêm {n2} lớp hướng dẫn tại {place}",
    "Tổ chức ngày hội vào cuối {month}",
)
CAPTIONS = (
    "Người dân {place} chuẩn bị cho {topic}.",
    "Một góc {river} nhìn từ {place}.",
    "{person} bên công việc hằng ngày.",
    "Không khí rộn ràng trong ngày đầu của {topic} tại {place}.",
    "Các thành viên trao đổi trước giờ bắt đầu ở {place}.",
)


class Prose:
    """Sentences about one subject, the same for the same seed."""

    def __init__(self, seed: str, section: str) -> None:
        self.random = random.Random(seed)
        pick = self.random.choice
        self.topic = pick(TOPICS[section])
        self.place_name = f"{pick(FIRSTS)} {pick(SECONDS)}"
        self.place = f"{pick(UNITS)} {self.place_name}"
        self.river = pick(RIVERS)
        self.province = pick(PROVINCES)
        self._unused = self.random.sample(SENTENCES, len(SENTENCES))

    def fill(self, pattern: str, *, day: str = "") -> str:
        """Return the pattern with names, numbers and the subject filled in, its first letter a capital."""
        r = self.random
        text = pattern.format(
            topic=self.topic,
            Topic=capital(self.topic),
            place=self.place,
            place_up=capital(self.place),
            river=self.river,
            province=self.province,
            person=person(r),
            role=r.choice(ROLES),
            month=r.choice(MONTHS),
            n=r.randint(12, 480),
            n2=r.randint(2, 11),
            pct=r.randint(5, 95),
            age=r.randint(38, 89),
            money=r.randint(15, 900),
            day=day,
        )
        return unicodedata.normalize("NFC", capital(text))

    def paragraph(self) -> str:
        """Return two or three sentences that no other paragraph of this subject has."""
        count = min(self.random.randint(2, 3), len(self._unused))
        return " ".join(self.fill(self._unused.pop()) for _ in range(count))


def person(r: random.Random) -> str:
    """Return an invented name of three words."""
    return f"{r.choice(SURNAMES)} {r.choice(MIDDLES)} {r.choice(GIVENS)}"


def pen_name(r: random.Random) -> str:
    """Return an invented pen name as bylines print it, in capitals."""
    return f"{r.choice(MIDDLES)} {r.choice(GIVENS)}".upper()


def capital(text: str) -> str:
    """Return text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def slug(text: str) -> str:
    """Return text as addresses write it: no marks, small letters, hyphens."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", bare.replace("đ", "d").replace("Đ", "D").lower()).strip("-")[:90].rstrip("-")
