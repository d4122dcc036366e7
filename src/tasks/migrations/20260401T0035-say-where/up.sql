-- Screen below the town where the obligation is done; null where that is the record of the persons it is about.
alter table tasks.task add column path text;
