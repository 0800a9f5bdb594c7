-- Signers choose a seal by its name: two of the same name would be a trap, however they are written.
create unique index seal_tenant_id_name on seal (tenant_id, lower(name));

-- How often a seal was used, and when last (B4).
create index signing_intent_seal_id_state_idx on signing_intent (seal_id, state);
