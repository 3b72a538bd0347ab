-- A study of schema version 1, as `.dump` prints it: made by paretree 0.1.0 (commit 4ed00eaf1944) from the sweep that stands
-- in it. Kept so that a test opens what an earlier version really wrote; never edited.
PRAGMA foreign_keys = OFF;
PRAGMA application_id = 1349808741;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE accuracy(
  format TEXT NOT NULL REFERENCES format(id) DEFERRABLE INITIALLY DEFERRED,
  fidelity TEXT NOT NULL,
  dataset TEXT NOT NULL,
  split TEXT NOT NULL,
  seed INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  value REAL,
  accuracy REAL,
  loss REAL,
  summed_loss REAL,
  standard_error REAL,
  PRIMARY KEY (format, fidelity, dataset, split, seed)) WITHOUT ROWID;
CREATE TABLE constant(
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  value REAL,
  unit TEXT NOT NULL,
  source TEXT NOT NULL,
  basis TEXT NOT NULL,
  status TEXT NOT NULL,
  low REAL,
  high REAL);
INSERT INTO "constant" VALUES(0,'accumulator_guard_bits',4.0,'1','an 8-bit multiplier with a 20-bit adder','assumed','derived',0.0,8.0);
INSERT INTO "constant" VALUES(1,'activation_sram_access',9.94354670025859310733e-01,'ns','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',4.97177335012929655366e-01,1.98870934005171862146e+00);
INSERT INTO "constant" VALUES(2,'activation_sram_area',5.62024818498887857032e-01,'mm2','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',2.81012409249443928516e-01,1.12404963699777571406e+00);
INSERT INTO "constant" VALUES(3,'activation_sram_cycle',0.761134,'ns','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.380567,1.522268);
INSERT INTO "constant" VALUES(4,'activation_sram_leakage',3.1947729354230319787e-02,'mW','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',1.59738646771151598935e-02,6.38954587084606395741e-02);
INSERT INTO "constant" VALUES(5,'activation_sram_read',3.33967540622879521805e+00,'pJ','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',1.66983770311439760902e+00,6.67935081245759);
INSERT INTO "constant" VALUES(6,'activation_sram_write',2.22778733108519944039e+00,'pJ','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',1.11389366554259972019e+00,4.45557466217039888078e+00);
INSERT INTO "constant" VALUES(7,'add_area_per_bit',8.6875,'um2','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',4.34375,17.375);
INSERT INTO "constant" VALUES(8,'add_energy_per_bit',0.0065625,'pJ','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',0.003125,0.013125);
INSERT INTO "constant" VALUES(9,'add_leakage_per_bit',7.1875e-05,'mW','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',3.59375e-05,0.00014375);
INSERT INTO "constant" VALUES(10,'control_area_share',0.2541,'1','Deng et al., TIE, ISCA 2019, breakdown as recalled','derived','recalled',0.12705,0.5082);
INSERT INTO "constant" VALUES(11,'control_energy_share',0.2315,'1','Deng et al., TIE, ISCA 2019, breakdown as recalled','derived','recalled',0.11575,0.463);
INSERT INTO "constant" VALUES(12,'dram_lpddr4_bandwidth',51.2,'Gb/s','Ardakani et al., DATE 2019, as recalled; 3200 Mb/s x 16','datasheet','recalled',25.6,102.4);
INSERT INTO "constant" VALUES(13,'dram_lpddr4_energy',8.0,'pJ/bit','accelergy-cacti-plug-in, cacti_wrapper.py (citing Malladi, ISCA 2012, and Chatterjee, MICRO 2017)','assumed','quoted',6.1,16.0);
INSERT INTO "constant" VALUES(14,'logic_period',1.0,'ns','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','quoted',0.5,2.0);
INSERT INTO "constant" VALUES(15,'multiply_area_per_bit2',6.201171875,'um2','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',3.1005859375,12.40234375);
INSERT INTO "constant" VALUES(16,'multiply_energy_per_bit',0.0,'pJ','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',0.0,0.0);
INSERT INTO "constant" VALUES(17,'multiply_energy_per_bit2',0.0123828125,'pJ','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',0.0029947917,0.024765625);
INSERT INTO "constant" VALUES(18,'multiply_leakage_per_bit2',7.8125e-05,'mW','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',3.90625e-05,0.00015625);
INSERT INTO "constant" VALUES(19,'register_area_per_bit',5.98,'um2','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','quoted',2.99,11.96);
INSERT INTO "constant" VALUES(20,'register_energy_per_bit',0.009,'pJ','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','quoted',0.0045,0.018);
INSERT INTO "constant" VALUES(21,'register_leakage_per_bit',7.0e-05,'mW','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','quoted',3.5e-05,0.00014);
INSERT INTO "constant" VALUES(22,'sram_area_factor',1.0,'1','CACTI 7 as it is','simulated','derived',0.5,2.0);
INSERT INTO "constant" VALUES(23,'sram_energy_factor',1.0,'1','CACTI 7 as it is; high is Horowitz at 8 KB over CACTI','simulated','derived',0.75,1.9);
INSERT INTO "constant" VALUES(24,'sram_leakage_factor',1.0,'1','CACTI 7 as it is','simulated','derived',0.5,2.0);
INSERT INTO "constant" VALUES(25,'stillmaker_20_area',0.21,'1','Stillmaker & Baas, Integration 58, 2017; area multipliers relative to 45 nm from wromaszkan/nodeScale, areaDict','derived','quoted',0.105,0.42);
INSERT INTO "constant" VALUES(26,'stillmaker_20_d0',41.15,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',20.575,82.3);
INSERT INTO "constant" VALUES(27,'stillmaker_20_d1',-66.37,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-132.74,-33.185);
INSERT INTO "constant" VALUES(28,'stillmaker_20_d2',34.63,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',17.315,69.26);
INSERT INTO "constant" VALUES(29,'stillmaker_20_d3',0.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.0,0.0);
INSERT INTO "constant" VALUES(30,'stillmaker_20_e0',0.04104,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.02052,0.08208);
INSERT INTO "constant" VALUES(31,'stillmaker_20_e1',-0.1582,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-0.3164,-0.0791);
INSERT INTO "constant" VALUES(32,'stillmaker_20_e2',0.373,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.1865,0.746);
INSERT INTO "constant" VALUES(33,'stillmaker_20_voltage',0.9,'V','nominal supply: 0.9 V is Horowitz'' at 45 nm (ISSCC 2014); 1.0 V at 65 nm and 0.9 V below are assumed','assumed','derived',0.8,0.95);
INSERT INTO "constant" VALUES(34,'stillmaker_32_area',0.46,'1','Stillmaker & Baas, Integration 58, 2017; area multipliers relative to 45 nm from wromaszkan/nodeScale, areaDict','derived','quoted',0.23,0.92);
INSERT INTO "constant" VALUES(35,'stillmaker_32_d0',873.5,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',436.75,1747.0);
INSERT INTO "constant" VALUES(36,'stillmaker_32_d1',-2797.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-5594.0,-1398.5);
INSERT INTO "constant" VALUES(37,'stillmaker_32_d2',2982.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',1491.0,5964.0);
INSERT INTO "constant" VALUES(38,'stillmaker_32_d3',-1047.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-2094.0,-523.5);
INSERT INTO "constant" VALUES(39,'stillmaker_32_e0',0.1701,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.08505,0.3402);
INSERT INTO "constant" VALUES(40,'stillmaker_32_e1',-0.4341,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-0.8682,-0.21705);
INSERT INTO "constant" VALUES(41,'stillmaker_32_e2',0.8367,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.41835,1.6734);
INSERT INTO "constant" VALUES(42,'stillmaker_32_voltage',0.9,'V','nominal supply: 0.9 V is Horowitz'' at 45 nm (ISSCC 2014); 1.0 V at 65 nm and 0.9 V below are assumed','assumed','derived',0.8,1.0);
INSERT INTO "constant" VALUES(43,'stillmaker_45_area',1.0,'1','Stillmaker & Baas, Integration 58, 2017; area multipliers relative to 45 nm from wromaszkan/nodeScale, areaDict','derived','quoted',0.5,2.0);
INSERT INTO "constant" VALUES(44,'stillmaker_45_d0',566.1,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',283.05,1132.2);
INSERT INTO "constant" VALUES(45,'stillmaker_45_d1',-1619.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-3238.0,-809.5);
INSERT INTO "constant" VALUES(46,'stillmaker_45_d2',1567.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',783.5,3134.0);
INSERT INTO "constant" VALUES(47,'stillmaker_45_d3',-501.6,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-1003.2,-250.8);
INSERT INTO "constant" VALUES(48,'stillmaker_45_e0',0.1539,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.07695,0.3078);
INSERT INTO "constant" VALUES(49,'stillmaker_45_e1',-0.3107,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-0.6214,-0.15535);
INSERT INTO "constant" VALUES(50,'stillmaker_45_e2',1.018,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.509,2.036);
INSERT INTO "constant" VALUES(51,'stillmaker_45_voltage',0.9,'V','nominal supply: 0.9 V is Horowitz'' at 45 nm (ISSCC 2014); 1.0 V at 65 nm and 0.9 V below are assumed','assumed','quoted',0.9,1.0);
INSERT INTO "constant" VALUES(52,'weight_sram_access',8.1911594068053938944e-01,'ns','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',4.0955797034026969472e-01,1.63823188136107877888e+00);
INSERT INTO "constant" VALUES(53,'weight_sram_area',2.12310823147093957752e-02,'mm2','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',1.06155411573546978876e-02,4.24621646294187915504e-02);
INSERT INTO "constant" VALUES(54,'weight_sram_cycle',0.868124,'ns','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.434062,1.736248);
INSERT INTO "constant" VALUES(55,'weight_sram_leakage',1.26258602489210899379e-03,'mW','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',6.31293012446054496895e-04,2.52517204978421798758e-03);
INSERT INTO "constant" VALUES(56,'weight_sram_read',4.73923559343060851745e+00,'pJ','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',2.36961779671530425872e+00,9.4784711868612170349e+00);
INSERT INTO "constant" VALUES(57,'weight_sram_write',4.13547290803363232214e+00,'pJ','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',2.06773645401681616107e+00,8.27094581606726464428e+00);
CREATE TABLE evaluation(position INTEGER PRIMARY KEY, design TEXT NOT NULL, model INTEGER NOT NULL REFERENCES model(key) DEFERRABLE INITIALLY DEFERRED, hardware INTEGER NOT NULL REFERENCES hardware(key) DEFERRABLE INITIALLY DEFERRED, fidelity INTEGER NOT NULL REFERENCES fidelity(key), "capacity" REAL, "energy_pj" REAL, "latency_ns" REAL, "area_mm2" REAL, "core_energy_pj" REAL);
INSERT INTO "evaluation" VALUES(0,'246b669299ca9862d988',0,0,1,206.0,21667.719,291.0,1.474427,1.47557190000000009602e+04);
INSERT INTO "evaluation" VALUES(1,'f7f3b7ecfd2961ef0083',0,1,1,206.0,21731.262,198.0,1.512047,14819.262);
INSERT INTO "evaluation" VALUES(2,'6cdf8102c802998b4c61',1,0,1,206.0,25277.979,327.0,1.474427,18365.979);
INSERT INTO "evaluation" VALUES(3,'44bfeada22a433c29441',1,1,1,206.0,24817.98,219.0,1.512047,17905.98);
INSERT INTO "evaluation" VALUES(4,'b41b2a26634cbe5d3921',2,0,1,206.0,28098.735,339.0,1.474427,21186.735);
INSERT INTO "evaluation" VALUES(5,'8f76d51f7da9c09a0dbc',2,1,1,206.0,26099.616,231.0,1.512047,19187.616);
CREATE TABLE fidelity(
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE);
INSERT INTO "fidelity" VALUES(1,'capacity');
CREATE TABLE format(
  id TEXT PRIMARY KEY,
  json TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "format" VALUES('a6e695ad67195fb7dc8f','{"scope":"input","format":"ht","modes":{"in":[2,2,3],"out":[4,2,3]},"gates":0,"leaves":"paired","edges":{"0":2,"1":2,"0,1":2},"weight_bits":16}');
CREATE TABLE front_member(design TEXT PRIMARY KEY REFERENCES evaluation(design) DEFERRABLE INITIALLY DEFERRED, probability REAL NOT NULL) WITHOUT ROWID;
INSERT INTO "front_member" VALUES('246b669299ca9862d988',1.0);
INSERT INTO "front_member" VALUES('f7f3b7ecfd2961ef0083',1.0);
CREATE TABLE hardware(
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  json TEXT NOT NULL);
INSERT INTO "hardware" VALUES(0,'bdc0002a921b415a9602','{"template":"fdht","mapping":"best_per_stage","pes":4,"macs_per_pe":4,"weight_sram_kib":16,"activation_sram_kib":768,"sram_cell":"lstp","banks":16,"bank_mapping":"xor_box","clock_mhz":1000,"node_nm":28,"dram":"lpddr4"}');
INSERT INTO "hardware" VALUES(1,'f0c671f824c5082c02fa','{"template":"fdht","mapping":"best_per_stage","pes":8,"macs_per_pe":4,"weight_sram_kib":16,"activation_sram_kib":768,"sram_cell":"lstp","banks":16,"bank_mapping":"xor_box","clock_mhz":1000,"node_nm":28,"dram":"lpddr4"}');
CREATE TABLE infeasible(
  position INTEGER PRIMARY KEY,
  design TEXT NOT NULL,
  model INTEGER NOT NULL REFERENCES model(key) DEFERRABLE INITIALLY DEFERRED,
  hardware INTEGER NOT NULL REFERENCES hardware(key) DEFERRABLE INITIALLY DEFERRED,
  reason INTEGER NOT NULL REFERENCES reason(key),
  detail TEXT NOT NULL);
CREATE TABLE model(
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  format TEXT NOT NULL REFERENCES format(id) DEFERRABLE INITIALLY DEFERRED,
  json TEXT NOT NULL,
  parameters INTEGER NOT NULL,
  matrix_parameters INTEGER NOT NULL,
  weight_bytes INTEGER NOT NULL,
  macs INTEGER NOT NULL,
  matrix_macs INTEGER NOT NULL);
INSERT INTO "model" VALUES(0,'b8a82f65819eb661e845','a6e695ad67195fb7dc8f','{"scope":"input","format":"ht","modes":{"in":[2,2,3],"out":[4,2,3]},"gates":0,"leaves":"paired","tree":[[2,1],0],"ranks":{"0":2,"1":2,"2":2,"1,2":2},"weight_bits":16}',222,54,444,2088,1656);
INSERT INTO "model" VALUES(1,'8dad2575bbb558d11b46','a6e695ad67195fb7dc8f','{"scope":"input","format":"ht","modes":{"in":[2,2,3],"out":[4,2,3]},"gates":0,"leaves":"paired","tree":[[2,0],1],"ranks":{"0":2,"1":2,"2":2,"0,2":2},"weight_bits":16}',222,54,444,2664,2232);
INSERT INTO "model" VALUES(2,'98395c6ff1d691373118','a6e695ad67195fb7dc8f','{"scope":"input","format":"ht","modes":{"in":[2,2,3],"out":[4,2,3]},"gates":0,"leaves":"paired","tree":[[1,0],2],"ranks":{"0":2,"1":2,"2":2,"0,1":2},"weight_bits":16}',222,54,444,2880,2448);
CREATE TABLE progress(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  next_position INTEGER NOT NULL,
  evaluated INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  feasible INTEGER NOT NULL,
  finished INTEGER NOT NULL);
INSERT INTO "progress" VALUES(1,1,6,0,6,1);
CREATE TABLE progress_infeasible(
  reason TEXT PRIMARY KEY,
  designs INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE reason(
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE);
CREATE TABLE run(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  sweep_text TEXT NOT NULL,
  canonical_sweep TEXT NOT NULL,
  program_version TEXT NOT NULL,
  space TEXT NOT NULL,
  retention TEXT NOT NULL,
  seed INTEGER NOT NULL,
  created_utc TEXT NOT NULL);
INSERT INTO "run" VALUES(1,'tiny','name: tiny
workload: {input: 12, hidden: 6, steps: 3, classes: 2}
model:
  scope: input
  format: ht
  modes:
    input: {in: [2, 2, 3], out: [4, 2, 3]}
  ranks: {leaf: 2, inner: 2}
hardware:
  template: fdht
  pes: [4, 8]
  macs_per_pe: 4
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: exhaustive
store: all
','name: tiny
workload: {layer: lstm, input: 12, hidden: 6, steps: 3, batch: 1, classes: 2}
model:
  scope: [input]
  format: [ht]
  modes:
    input: [{in: [2, 2, 3], out: [4, 2, 3]}]
  leaves: [paired]
  trees: [all]
  ranks: {leaf: [2], inner: [2]}
  order: best
  weight_bits: [16]
hardware:
  template: [fdht]
  macs_per_pe: [4]
  pes: [4, 8]
accuracy: {proxy: capacity}
objectives: [capacity, energy_pj, latency_ns, area_mm2]
constraints: []
search: {name: exhaustive}
store: all
seed: 1
technology: aladdin40
','0.1.0 (4ed00eaf1944)','6','all',1,'2026-11-21 19:35:26');
CREATE TABLE run_column(
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  maximise INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  sampled INTEGER NOT NULL);
INSERT INTO "run_column" VALUES(0,'capacity',1,1,0);
INSERT INTO "run_column" VALUES(1,'energy_pj',0,1,0);
INSERT INTO "run_column" VALUES(2,'latency_ns',0,1,0);
INSERT INTO "run_column" VALUES(3,'area_mm2',0,1,0);
INSERT INTO "run_column" VALUES(4,'core_energy_pj',0,0,0);
CREATE TABLE timing(
  session INTEGER PRIMARY KEY,
  started_utc TEXT NOT NULL,
  host TEXT NOT NULL,
  hardware_threads INTEGER NOT NULL,
  batches INTEGER NOT NULL,
  wall_s REAL NOT NULL);
INSERT INTO "timing" VALUES(1,'2026-11-21 19:35:26','host',2,2,2.80088999999999967334e-04);
CREATE VIEW infeasible_design AS
  SELECT i.design, m.id AS model, h.id AS hardware, r.name AS reason, i.detail
  FROM infeasible i JOIN model m ON m.key = i.model JOIN hardware h ON h.key = i.hardware
    JOIN reason r ON r.key = i.reason
  ORDER BY i.design;
CREATE UNIQUE INDEX evaluation_design ON evaluation(design);
CREATE VIEW design AS SELECT e.design, m.id AS model, h.id AS hardware, f.name AS fidelity, e."capacity", e."energy_pj", e."latency_ns", e."area_mm2", e."core_energy_pj", m.parameters, m.matrix_parameters, m.weight_bytes, m.macs, m.matrix_macs, m.format FROM evaluation e JOIN model m ON m.key = e.model JOIN hardware h ON h.key = e.hardware JOIN fidelity f ON f.key = e.fidelity ORDER BY e.design;
CREATE VIEW front AS SELECT e.design, m.id AS model, h.id AS hardware, f.name AS fidelity, e."capacity", e."energy_pj", e."latency_ns", e."area_mm2", e."core_energy_pj", m.parameters, m.matrix_parameters, m.weight_bytes, m.macs, m.matrix_macs, m.format, p.probability FROM front_member p JOIN evaluation e ON e.design = p.design JOIN model m ON m.key = e.model JOIN hardware h ON h.key = e.hardware JOIN fidelity f ON f.key = e.fidelity ORDER BY p.design;
COMMIT;
