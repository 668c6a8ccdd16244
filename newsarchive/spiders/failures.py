"""Which outcome of the ledger a failed download is."""

from __future__ import annotations

from OpenSSL import SSL
from scrapy import exceptions
from twisted.web.client import ResponseFailed

from newsarchive.errors import OutcomeError

_OUTCOMES: tuple[tuple[type[BaseException], str], ...] = (
    (exceptions.DownloadTimeoutError, "timeout"),
    (exceptions.CannotResolveHostError, "dns_error"),
    (exceptions.DownloadConnectionRefusedError, "connection_error"),
    (exceptions.DownloadCancelledError, "too_large"),  # the only reason for which our downloads are cancelled
    (exceptions.ResponseDataLossError, "truncated"),
    (exceptions.UnsupportedURLSchemeError, "unsafe_address"),
    (exceptions.IgnoreRequest, "not_article"),  # left out by a middleware that the user added
)


def outcome_of(error: BaseException) -> tuple[str, str]:
    """Return outcome code and detail of a download error; what is not known is a `connection_error`."""
    if isinstance(error, OutcomeError):
        return error.outcome, error.detail
    detail = _words(error)
    if _is_tls(error):
        return "tls_error", detail
    return next(((code, detail) for kind, code in _OUTCOMES if isinstance(error, kind)), ("connection_error", detail))


def _is_tls(error: BaseException) -> bool:
    cause = error.__cause__ or error
    reasons = [r.value for r in cause.reasons] if isinstance(cause, ResponseFailed) else [cause]
    return any(isinstance(r, SSL.Error) or "VerificationError" in type(r).__name__ for r in reasons)


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:300]
