"""Says as JSON what pyHanko makes of PDF files by long-term validation alone (ETSI EN 319 102-1).

Standard input: {"trust": PEM file, "strict": bool, "files": [PDF file]}; standard output: one report a file, in that order.
Nothing but the file and the root is given, nothing is fetched, and revocation information is required. `lt` is the process of section 5.5 with
what the file's security store holds; `lta` that of section 5.6.3, with the document timestamps as proofs of existence.
"""

import asyncio
import json
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, async_validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_lta_validation, ades_with_time_validation
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer


def policy(root, knowledge):
    return SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=[root]),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
        local_knowledge=knowledge,
    )


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


async def sound(signature, root):
    """Whether the bytes are intact and all later changes permitted, whatever is known of revocation."""
    result = await ades_lta_validation(signature, PdfSignatureValidationSpec(policy(root, LocalKnowledge())))
    status = result.api_status
    return {
        "sound": bool(status and status.intact and status.valid and status.docmdp_ok is not False),
        "archived": result.oldest_evidence_record_timestamp is not None,
    }


async def describe_signature(signature, root):
    try:
        integrity = await sound(signature, root)
    except Exception:
        integrity = {"sound": False, "archived": False}
    return {
        "signer": signature.signer_cert.subject.native["common_name"],
        **integrity,
        "lt": await said(
            ades_with_time_validation(
                signature.signed_data,
                policy(root, knowledge_of(signature.reader)),
                raw_digest=signature.compute_digest(),
            )
        ),
        "lta": await said(
            ades_lta_validation(signature, PdfSignatureValidationSpec(policy(root, LocalKnowledge())))
        ),
    }


async def describe_timestamp(timestamp, root, reader):
    try:
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(
            {"trust_roots": [root], "allow_fetching": False, "revocation_mode": "require"}
        )
        status = await async_validate_pdf_timestamp(timestamp, context)
        return {"accepted": status.intact and status.valid and status.trusted, "coverage": status.coverage.name}
    except Exception:
        return {"accepted": False, "coverage": "UNCLEAR"}


async def describe_file(path, root, strict):
    try:
        with open(path, "rb") as file:
            reader = PdfFileReader(file, strict=strict)
            return {
                "error": None,
                "timestamps": [
                    await describe_timestamp(each, root, reader)
                    for each in reader.embedded_timestamp_signatures
                ],
                "signatures": [
                    await describe_signature(each, root) for each in reader.embedded_regular_signatures
                ],
            }
    except Exception as error:  # a damaged file may fail anywhere in the reader
        return {"error": f"{type(error).__name__}: {error}", "timestamps": [], "signatures": []}


async def main():
    job = json.load(sys.stdin)
    root = load_cert_from_pemder(job["trust"])
    reports = [await describe_file(path, root, job["strict"]) for path in job["files"]]
    json.dump(reports, sys.stdout, ensure_ascii=False)


# Its log repeats what the reports say.
logging.disable(logging.CRITICAL)
asyncio.run(main())
