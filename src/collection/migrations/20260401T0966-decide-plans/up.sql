-- A plan counts once another officer has agreed; those that were made before ran from their first day.
alter table collection.payment_plan
  add column is_granted boolean default true,
  add column decided_at timestamptz,
  add column decided_by uuid,
  add column decided_by_name text,
  add column decided_reason text,
  add column decision_document_id uuid;
alter table collection.payment_plan alter column is_granted drop default;

alter table collection.payment_plan drop constraint payment_plan_ended_as_check;
alter table collection.payment_plan
  add constraint payment_plan_ended_as_check check (ended_as in ('kept', 'broken', 'rejected', 'withdrawn')),
  add constraint payment_plan_second_officer_check check (decided_by is null or decided_by <> recorded_by),
  add constraint payment_plan_decided_check check ((decided_by is null) = (decided_at is null) and (decided_by is null or is_granted is not null)),
  add constraint payment_plan_rejected_check check ((ended_as is not distinct from 'rejected') = (is_granted is not distinct from false)),
  add constraint payment_plan_withdrawn_check check (ended_as is distinct from 'withdrawn' or is_granted is null);
create index payment_plan_waiting on collection.payment_plan (tenant_id, recorded_at) where is_granted is null and ended_on is null;
