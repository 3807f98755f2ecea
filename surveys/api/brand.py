"""The brand kit and pictures, for partners."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from cem.api.schema import problems
from cem.api.views import ApiView
from cem.refusal import Refusal
from surveys import policies
from surveys.selectors.brand import brand_detail
from surveys.services.brand import edit_brand
from surveys.services.pictures import store_picture

TAG = "surveys"


class BrandInput(serializers.Serializer):
    theme = serializers.DictField(help_text="The same choices as the theme of a survey; it goes before them.")
    revision = serializers.IntegerField(
        min_value=0, required=False, help_text="The revision you have read; another one is a conflict."
    )


class BrandOutput(serializers.Serializer):
    theme = serializers.DictField()
    revision = serializers.IntegerField(help_text="0 as long as nothing was chosen.")
    updated_at = serializers.DateTimeField()


class PictureInput(serializers.Serializer):
    file = serializers.FileField(help_text="PNG, JPG, WebP or GIF, at most 5 MB.")


class PictureOutput(serializers.Serializer):
    id = serializers.UUIDField(help_text="Name it where a survey or theme takes an image.")
    kind = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes as it is kept: written anew, without metadata.")


class Brand(ApiView):
    rules = {"GET": policies.VIEW, "PUT": policies.EDIT}

    @extend_schema(operation_id="brand_retrieve", tags=[TAG], responses={200: BrandOutput})
    def get(self, request: Request) -> ApiResponse:
        """How the pages of respondents look."""
        return ApiResponse(BrandOutput(brand_detail()).data)

    @extend_schema(
        operation_id="brand_update",
        tags=[TAG],
        request=BrandInput,
        responses={200: BrandOutput, **problems(409, 422)},
    )
    def put(self, request: Request) -> ApiResponse:
        """Set all choices at once; what is left out is as usual again. Texts must be readable (contrast 4.5)."""
        return ApiResponse(BrandOutput(edit_brand(actor=self.actor, **self.read_input(BrandInput))).data)


class Pictures(ApiView):
    rules = {"POST": policies.EDIT}
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="pictures_create",
        tags=[TAG],
        request={"multipart/form-data": PictureInput},
        responses={201: PictureOutput, **problems(413, 422)},
    )
    def post(self, request: Request) -> ApiResponse:
        """Keep a picture for surveys and the brand kit."""
        file = request.FILES.get("file")
        if file is None:
            raise Refusal("file_missing", _("Please choose a file."))
        picture = store_picture(actor=self.actor, file=file, name=file.name or "", size=file.size or 0)
        return ApiResponse(PictureOutput(picture).data, status=201)
