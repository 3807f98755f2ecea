from rest_framework.pagination import CursorPagination


class Cursor(CursorPagination):
    """Newest first. Ids are time-ordered, so that a page never repeats or misses a row while others are written."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = "-id"
