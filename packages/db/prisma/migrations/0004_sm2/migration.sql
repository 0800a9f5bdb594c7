-- Chinese national algorithms (E6): a second line of platform keys, and digests of other algorithms.

-- One root, one timestamp key, one certification key at a time in each line: SM2, and everything else.
drop index signing_key_platform_purpose;
create unique index signing_key_platform_purpose on signing_key (tenant_id, purpose, (algorithm = 'sm2'))
  where purpose <> 'signer' and state = 'ready';

-- The digest is the signing key's: SHA-256, SHA-384 or SM3.
alter table activation rename column byte_range_sha256 to byte_range_digest;
