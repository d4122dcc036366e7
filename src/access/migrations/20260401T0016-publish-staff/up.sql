-- Who an actor of the audit trail is: a staff member or a key of the API, without anything one signs in with.
create view access.pub_actor with (security_invoker = true) as
  select tenant_id, id, name, section, desk from access.staff
  union all
  select tenant_id, id, title, 'API', null from access.api_key;
grant select on access.pub_actor to yakuba_app;

create index session_staff on access.session (tenant_id, staff_id, seen_at);
