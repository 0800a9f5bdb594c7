"""Says as JSON what pyHanko makes of PDF files by long-term validation alone (ETSI EN 319 102-1).

Standard input: [{"trust": [PEM file], "files": [PDF file], "strict": boolean,
"at": ISO time or null, "maintained": boolean}]; standard output: a
list for each job, with one report a file, in that order. Nothing but the file and the roots is given, and revocation information is required; whoever
asks for a connection is refused by the interpreter. `lt` is the process of section 5.5 with what the file's security store
holds; `lta` that of section 5.6.3, with the document timestamps as proofs of existence. Judged as of `at`, where that is given:
all that is assumed of that day is that no certificate of a document timestamp that is in force then is revoked, which its
authority would be asked for. `maintained` asks for `lta` as pyHanko simulates it for a file whose document timestamps were renewed in
time until that day.
"""

import asyncio
import json
import logging
import sys
from datetime import datetime

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, async_validate_pdf_timestamp
from pyhanko.sign.validation.ades import (
    ades_lta_validation,
    ades_with_time_validation,
    simulate_future_ades_lta_validation,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    NonRevokedStatusAssertion,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer


class Judge:
    """The roots, and the moment of the judgement (None: now)."""

    def __init__(self, roots, at, maintained):
        self.roots = roots
        self.maintained = maintained
        self.timing = at and ValidationTimingInfo(
            validation_time=at, best_signature_time=at, point_in_time_validation=True
        )

    def policy(self, knowledge):
        return SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build(trust_roots=self.roots),
                revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
            ),
            local_knowledge=knowledge,
        )

    def lta_policy(self, reader):
        """The security store is read by pyHanko itself."""
        timestamps = reader.embedded_timestamp_signatures
        if self.timing is None or not timestamps:
            return PdfSignatureValidationSpec(self.policy(LocalKnowledge()))
        day = self.timing.validation_time
        in_force = [
            NonRevokedStatusAssertion(each.signer_cert.sha256, at=day)
            for each in timestamps
            if each.signer_cert.not_valid_after >= day
        ]
        return PdfSignatureValidationSpec(self.policy(LocalKnowledge(nonrevoked_assertions=in_force)))


def knowledge_of(reader):
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return LocalKnowledge()
    context = store.as_validation_context({"allow_fetching": False})
    return LocalKnowledge(
        known_certs=list(store.load_certs()),
        known_crls=[CRLContainer(each) for each in context.crls],
        known_ocsps=[OCSPContainer(each) for each in context.ocsps],
    )


def words(result):
    return f"{result.ades_subindic.status.name} {result.ades_subindic.name}"


async def said(judgement):
    try:
        return words(await judgement)
    except Exception as error:  # whatever it raises, it doesn't accept the signature
        return f"{type(error).__name__}: {error}"


async def sound(signature, judge):
    """Whether the bytes are intact and all later changes permitted, whatever is known of revocation."""
    if judge.maintained:
        everything = PdfSignatureValidationSpec(judge.policy(LocalKnowledge()))
        result = await simulate_future_ades_lta_validation(
            signature, everything, judge.timing.validation_time
        )
    else:
        result = await ades_lta_validation(signature, judge.lta_policy(signature.reader), judge.timing)
    status = result.api_status
    return {
        "sound": bool(status and status.intact and status.valid and status.docmdp_ok is not False),
        "coverage": status.coverage.name if status else "UNCLEAR",
        "archived": result.oldest_evidence_record_timestamp is not None,
        "lta": words(result),
    }


async def describe_signature(signature, judge):
    try:
        by_archive = await sound(signature, judge)
    except Exception as error:  # whatever it raises, it doesn't accept the signature
        by_archive = {"sound": False, "coverage": "UNCLEAR", "archived": False, "lta": f"{type(error).__name__}: {error}"}
    return {
        "signer": signature.signer_cert.subject.native["common_name"],
        **by_archive,
        "lt": await said(
            ades_with_time_validation(
                signature.signed_data,
                judge.policy(knowledge_of(signature.reader)),
                judge.timing,
                raw_digest=signature.compute_digest(),
            )
        ),
    }


async def describe_timestamp(timestamp, judge, reader):
    try:
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(
            {"trust_roots": judge.roots, "allow_fetching": False, "revocation_mode": "require"}
        )
        status = await async_validate_pdf_timestamp(timestamp, context)
        return {"accepted": status.intact and status.valid and status.trusted, "coverage": status.coverage.name}
    except Exception:
        return {"accepted": False, "coverage": "UNCLEAR"}


async def describe_file(path, judge, strict):
    try:
        with open(path, "rb") as file:
            reader = PdfFileReader(file, strict=strict)
            return {
                "error": None,
                "timestamps": [
                    await describe_timestamp(each, judge, reader)
                    for each in reader.embedded_timestamp_signatures
                ],
                "signatures": [
                    await describe_signature(each, judge) for each in reader.embedded_regular_signatures
                ],
            }
    except Exception as error:  # a damaged file may fail anywhere in the reader
        return {"error": f"{type(error).__name__}: {error}", "timestamps": [], "signatures": []}


async def reports_of(job):
    at = job["at"] and datetime.fromisoformat(job["at"])
    judge = Judge([load_cert_from_pemder(each) for each in job["trust"]], at, job["maintained"])
    return [await describe_file(path, judge, job["strict"]) for path in job["files"]]


async def main():
    jobs = json.load(sys.stdin)
    json.dump([await reports_of(job) for job in jobs], sys.stdout, ensure_ascii=False)


def no_network(event, _):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise RuntimeError(f"the network is off, and {event} was asked for")


# Its log repeats what the reports say.
logging.disable(logging.CRITICAL)
sys.addaudithook(no_network)
asyncio.run(main())
