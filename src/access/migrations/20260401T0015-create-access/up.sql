create schema access;

create table access.staff (
  tenant_id integer not null,
  id uuid not null,
  login_id text collate "C" not null,
  name text not null,
  section text not null,
  desk text,
  password_hash text not null,
  failed_count integer not null default 0,
  locked_until timestamptz,
  valid_from date not null,
  valid_to date,
  version integer not null default 1,
  primary key (tenant_id, id)
);
create unique index staff_login on access.staff (tenant_id, login_id);
select platform.protect_table('access.staff', 'history');

-- Roles are data: a bundle of permissions under a name that the town chooses.
create table access.role (
  tenant_id integer not null,
  code text collate "C" not null,
  title text not null,
  primary key (tenant_id, code)
);
select platform.protect_table('access.role', 'history');

create table access.role_permission (
  tenant_id integer not null,
  role_code text collate "C" not null,
  permission text collate "C" not null,
  primary key (tenant_id, role_code, permission),
  foreign key (tenant_id, role_code) references access.role (tenant_id, code)
);
select platform.protect_table('access.role_permission', 'work');

-- Dated ahead: the April transfers are entered in March.
create table access.assignment (
  tenant_id integer not null,
  id uuid not null,
  staff_id uuid not null,
  role_code text collate "C" not null,
  valid_from date not null,
  valid_to date,
  primary key (tenant_id, id),
  foreign key (tenant_id, staff_id) references access.staff (tenant_id, id),
  foreign key (tenant_id, role_code) references access.role (tenant_id, code)
);
create index assignment_staff on access.assignment (tenant_id, staff_id);
select platform.protect_table('access.assignment', 'history');

create table access.session (
  tenant_id integer not null,
  token_hash bytea not null,
  staff_id uuid not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, staff_id) references access.staff (tenant_id, id)
);
select platform.protect_table('access.session', 'history');

create table access.api_key (
  tenant_id integer not null,
  id uuid not null,
  title text not null,
  key_hash bytea not null,
  role_code text collate "C" not null,
  valid_from date not null,
  valid_to date,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, role_code) references access.role (tenant_id, code)
);
create unique index api_key_hash on access.api_key (tenant_id, key_hash);
select platform.protect_table('access.api_key', 'history');
