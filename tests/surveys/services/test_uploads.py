import io
import socket
import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.refusal import Refusal
from surveys.models import Upload
from surveys.services import scanners
from surveys.services.uploads import PENDING, purge_uploads, store_upload
from surveys.services.visits import issue_key
from tests.factories.accounts import Tenant, World
from tests.factories.respondents import definition, hand_in, inside, live, new_key, question
from tests.factories.surveys import LiveSurvey, department_link

RAW = definition(
    [
        question("photo", "image", most=2),
        question("paper", "file", kinds=["pdf", "docx", "txt", "csv", "zip"], max_bytes=4096),
        question("why", "long_text"),
    ]
)
PDF = b"%PDF-1.7\n" + b"x" * 200


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **more) -> bytes:
    image, stream = Image.new("RGB", size, (200, 30, 30)), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Canon of 王芳"
    exif[0x0112] = 6  # turned by a quarter
    image.save(stream, format=kind, exif=exif, **more)
    return stream.getvalue()


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name in names:
            opened.writestr(name, "x")
    return stream.getvalue()


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def survey(world: World) -> LiveSurvey:
    return live(world.ours, RAW)


def store(tenant: Tenant, survey: LiveSurvey, key: str, content: bytes, name: str = "a.jpg", of: str = "photo"):
    with inside(tenant, survey) as door:
        return store_upload(door=door, key=key, question=of, file=io.BytesIO(content), name=name, size=len(content))


def refused(tenant: Tenant, survey: LiveSurvey, key: str, content: bytes, name: str, of: str = "paper") -> str:
    with pytest.raises(Refusal) as caught:
        store(tenant, survey, key, content, name, of)
    with tenant.context():
        assert not Upload.objects.exists()
    return caught.value.code


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_picture_is_kept_upright_without_metadata(world: World, survey: LiveSurvey, media: Path):
    upload = store(world.ours, survey, new_key(world.ours, survey), picture(), "../../我的 照片.jpeg")
    (path,) = files(media)
    assert path.relative_to(media).parts[:3] == ("org", str(world.ours.id), "uploads")
    assert (upload.name, upload.kind, upload.state) == ("我的 照片.jpg", "image/jpeg", "pending")
    with Image.open(path) as image:
        assert image.size == (20, 40)
        assert not image.getexif()
    assert b"Canon" not in path.read_bytes()
    assert upload.size == path.stat().st_size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_of_each_kind(world: World, survey: LiveSurvey, kind: str):
    upload = store(world.ours, survey, new_key(world.ours, survey), picture(kind), "x.bin")
    assert upload.kind == f"image/{kind.lower()}"


def test_an_animation_stays_one(world: World, survey: LiveSurvey, media: Path):
    stream = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(stream, format="GIF", save_all=True, append_images=frames[1:], comment=b"secret")
    store(world.ours, survey, new_key(world.ours, survey), stream.getvalue())
    (path,) = files(media)
    with Image.open(path) as image:
        assert image.n_frames == 3
    assert b"secret" not in path.read_bytes()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "凭证.exe", "application/pdf"),
        (
            archive("[Content_Types].xml", "word/document.xml"),
            "a.zip",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (archive("a.txt"), "a.docx", "application/zip"),
        ("评论,分数\n好,5\n".encode(), "a.csv", "text/csv"),
        ("评论".encode("gb18030"), "a.txt", "text/plain"),
    ],
)
def test_the_content_says_what_a_file_is(world: World, survey: LiveSurvey, content: bytes, name: str, kind: str):
    upload = store(world.ours, survey, new_key(world.ours, survey), content, name, "paper")
    assert upload.kind == kind
    assert "." in upload.name


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ\x90\x00" + b"\x00" * 100, "a.pdf", "file_kind"),
        (b"\x7fELF" + b"\x00" * 100, "a.txt", "file_kind"),
        (picture(), "a.pdf", "file_kind"),
        (b"<script>alert(1)</script>", "a.html", "file_kind"),
        (b"text \x00 with nothing", "a.txt", "file_kind"),
        (PDF + b"x" * 5000, "a.pdf", "file_too_large"),
    ],
)
def test_what_cannot_be_taken(world: World, survey: LiveSurvey, media: Path, content: bytes, name: str, code: str):
    assert refused(world.ours, survey, new_key(world.ours, survey), content, name) == code
    assert files(media) == []


@pytest.mark.parametrize("content", [picture()[:60], b"\xff\xd8\xff" + b"x" * 500])
def test_a_broken_picture_is_refused(world: World, survey: LiveSurvey, content: bytes):
    assert refused(world.ours, survey, new_key(world.ours, survey), content, "a.jpg", "photo") == "file_broken"


def test_a_bomb_is_refused_before_it_is_unpacked(world: World, survey: LiveSurvey):
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, format="PNG")
    code = refused(world.ours, survey, new_key(world.ours, survey), stream.getvalue(), "a.png", "photo")
    assert code == "file_broken"


def test_many_small_frames_are_refused_before_they_are_counted(world: World, survey: LiveSurvey):
    frames = b"".join(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02" + bit + b"\x01\0" for bit in (b"\x44", b"\x4c"))
    content = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frames * 5000 + b";"
    assert refused(world.ours, survey, new_key(world.ours, survey), content, "a.gif", "photo") == "file_broken"


def test_whatever_a_decoder_stumbles_over_is_a_broken_picture(world: World, survey: LiveSurvey):
    # Pillow fails at this one with an IndexError.
    content = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x21\xf9\0" + b"\0" * 300
    assert refused(world.ours, survey, new_key(world.ours, survey), content, "a.gif", "photo") == "file_broken"


def test_a_photo_that_carries_a_second_one_is_a_photo(world: World, survey: LiveSurvey, media: Path):
    """As telephones write them for depth and brightness."""
    content = picture("MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))])
    assert store(world.ours, survey, new_key(world.ours, survey), content).state == "pending"
    with Image.open(files(media)[0]) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (20, 40), {})


def test_only_keys_and_questions_of_this_survey(world: World, survey: LiveSurvey):
    other = live(world.ours, RAW, "另一份")
    good = new_key(world.ours, survey)
    for key in ("", "partner-key-0123456789", new_key(world.ours, other)):
        assert refused(world.ours, survey, key, PDF, "a.pdf") == "unknown_attempt"
    for name in ("why", "nothing", "", "x" * 300):
        assert refused(world.ours, survey, good, PDF, "a.pdf", name) == "unknown_question"


def test_files_go_with_the_answers_they_were_sent_for(world: World, survey: LiveSurvey):
    key = new_key(world.ours, survey)
    mine = store(world.ours, survey, key, picture())
    paper = store(world.ours, survey, key, PDF, "a.pdf", "paper")
    stranger = store(world.ours, survey, new_key(world.ours, survey), picture())
    theirs = store(world.theirs, live(world.theirs, RAW), new_key(world.theirs, survey_of(world)), picture())
    for wrong in (stranger, paper, theirs):
        with pytest.raises(Refusal) as caught:
            hand_in(world.ours, survey, {"photo": [str(wrong.pk)]}, key)
        assert {name: error["code"] for name, error in caught.value.errors.items()} == {"photo": "unknown_upload"}
    accepted = hand_in(world.ours, survey, {"photo": [str(mine.pk)]}, key)
    with world.ours.context():
        mine.refresh_from_db()
        paper.refresh_from_db()
    assert (mine.state, mine.response_id, paper.state) == ("kept", accepted.response_id, "pending")


def survey_of(world: World) -> LiveSurvey:
    """The other organisation's own survey, found again."""
    from surveys.models import Collector  # read here: only this test looks behind

    with world.theirs.context():
        collector = Collector.objects.select_related("survey").get()
    return LiveSurvey(collector.survey, collector)


def test_what_was_never_handed_in_goes_after_a_day(world: World, survey: LiveSurvey, media: Path):
    key = new_key(world.ours, survey)
    mine = store(world.ours, survey, key, picture())
    store(world.ours, survey, key, PDF, "a.pdf", "paper")
    hand_in(world.ours, survey, {"photo": [str(mine.pk)]}, key)
    later = timezone.now() + PENDING + timedelta(minutes=1)
    with world.theirs.context():
        assert purge_uploads(now=later) == 0
    with world.ours.context():
        assert purge_uploads() == 0
        assert purge_uploads(now=later) == 1
        assert [row.pk for row in Upload.objects.all()] == [mine.pk]
    assert [path.stem for path in files(media)] == [str(mine.pk)]


def test_a_harmful_file_is_noted_and_not_kept(world: World, survey: LiveSurvey, media: Path, settings):
    with clamd(b"stream: Eicar-Test-Signature FOUND\0") as address:
        settings.SCANNER = address
        upload = store(world.ours, survey, new_key(world.ours, survey), PDF, "a.pdf", "paper")
    assert (upload.state, upload.path, files(media)) == ("refused", "", [])


def test_a_clean_file_passes_the_scanner(world: World, survey: LiveSurvey, settings):
    with clamd(b"stream: OK\0") as address:
        settings.SCANNER = address
        assert store(world.ours, survey, new_key(world.ours, survey), PDF, "a.pdf", "paper").state == "pending"


def test_nothing_passes_a_scanner_that_is_away(world: World, survey: LiveSurvey, settings, media: Path):
    settings.SCANNER = "clamd://127.0.0.1:1"
    assert refused(world.ours, survey, new_key(world.ours, survey), PDF, "a.pdf") == "file_not_scanned"
    assert files(media) == []


class clamd:  # noqa: N801  # used as a function
    """A receiver that speaks as ClamAV's daemon does."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> str:
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return f"clamd://127.0.0.1:{self._socket.getsockname()[1]}"

    def _serve(self) -> None:
        connection, _address = self._socket.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := int.from_bytes(stream.read(4), "big"):
                stream.read(size)
            connection.sendall(self._answer)

    def __exit__(self, *error: object) -> None:
        self._thread.join(timeout=10)
        self._socket.close()
        scanners._scanner.cache_clear()


# --- By the page, and for members -------------------------------------------------------------------------------------


def send(survey: LiveSurvey, content: bytes = PDF, name: str = "a.pdf", **fields: str):
    return Client(enforce_csrf_checks=True).post(
        f"/s/{survey.token}/uploads", {"file": SimpleUploadedFile(name, content), "question": "paper", **fields}
    )


def test_the_page_sends_a_file(world: World, survey: LiveSurvey):
    answer = send(survey, key=new_key(world.ours, survey))
    assert answer.status_code == 201
    with world.ours.context():
        upload = Upload.objects.get()
    assert answer.json() == {"id": str(upload.pk), "name": "a.pdf", "size": len(PDF), "kind": "application/pdf"}
    assert not answer.cookies


def test_refusals_are_problem_documents(world: World, survey: LiveSurvey):
    key = new_key(world.ours, survey)
    cases = [
        (send(survey), 404, "unknown_attempt"),
        (send(survey, b"", key=key), 422, "file_missing"),
        (send(survey, b"\x7fELF\x00", key=key), 422, "file_kind"),
        (Client().post(f"/s/{survey.token}/uploads", {"key": key}), 422, "file_missing"),
        (Client().post("/s/nothing12345/uploads", {"file": SimpleUploadedFile("a.pdf", PDF)}), 404, "unknown_link"),
        (Client().post(f"/s/{survey.token}/uploads", b"nonsense", "multipart/form-data; boundary=x"), 422, None),
        (Client().post(f"/s/{survey.token}/uploads", b"{}", "application/json"), 422, "file_missing"),
    ]
    for answer, status, code in cases:
        assert answer.status_code == status
        assert code is None or (answer["Content-Type"], answer.json()["code"]) == ("application/problem+json", code)
    with world.ours.context():
        assert not Upload.objects.exists()


def test_members_download_files_of_their_departments(world: World, survey: LiveSurvey):
    shop = LiveSurvey(survey.survey, department_link(world.ours, survey.survey, "北京店"))
    with inside(world.ours, shop) as door:
        key = issue_key(door)
    upload = store(world.ours, shop, key, PDF, "凭证.pdf", "paper")
    url = reverse("surveys:upload", args=["ours", upload.pk])
    assert world.ours.client(Role.CX_MANAGER).get(url).status_code == 404  # not handed in yet
    hand_in(world.ours, shop, {"paper": [str(upload.pk)]}, key)

    answer = world.ours.client(Role.CX_MANAGER).get(url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert world.ours.client(Role.FRONTLINE).get(url).status_code == 403
    assert world.theirs.client().get(url).status_code == 404
    with world.ours.context():
        (entry,) = AuditEntry.objects.filter(action="upload.downloaded")
        assert entry.target_id == upload.pk
