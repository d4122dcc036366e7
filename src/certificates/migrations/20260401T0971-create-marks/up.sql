-- Public halves of the keys that sign papers, kept for ever — 署名鍵.
create table certificates.signing_key (
  tenant_id integer not null,
  key_no smallint not null check (key_no > 0),
  public_key bytea not null check (octet_length(public_key) = 32),
  valid_from timestamptz not null,
  made_by uuid not null,
  made_by_name text not null,
  primary key (tenant_id, key_no)
);
select platform.protect_table('certificates.signing_key', 'append');

-- The private half of the key in use, sealed under the town's cipher; deleted when the key's period ends.
create table certificates.signing_secret (
  tenant_id integer not null,
  key_no smallint not null,
  sealed bytea not null,
  primary key (tenant_id, key_no)
);
select platform.protect_table('certificates.signing_secret', 'work');

-- How a key's period ended: retired by the next one, or revoked because somebody else may have it.
create table certificates.signing_key_end (
  tenant_id integer not null,
  key_no smallint not null,
  kind text collate "C" not null check (kind in ('retired', 'revoked')),
  reason text,
  ended_at timestamptz not null,
  ended_by uuid not null,
  ended_by_name text not null,
  primary key (tenant_id, key_no, kind),
  check (kind = 'retired' or reason is not null)
);
select platform.protect_table('certificates.signing_key_end', 'append');

-- What the mark of a sheet signed — 検証マーク. Check code and birth dates stand here as keyed digests only.
create table certificates.verification_mark (
  tenant_id integer not null,
  issuance_id uuid not null,
  key_no smallint not null,
  digest bytea not null check (octet_length(digest) = 32),
  signature bytea not null check (octet_length(signature) = 64),
  code_index bytea not null,
  birth_indexes bytea[] not null,
  primary key (tenant_id, issuance_id)
);
select platform.protect_table('certificates.verification_mark', 'append');
