-- A study of schema version 2, as `.dump` prints it: made by paretree 0.1.0 (commit 430a83dd62ac) from the sweep that stands
-- in it. Kept so that a test opens what an earlier version really wrote; never edited.
PRAGMA foreign_keys = OFF;
PRAGMA application_id = 1349808741;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
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
INSERT INTO run VALUES(1,'tiny',replace('name: tiny\nworkload: {input: 112, hidden: 8, steps: 7, classes: 10}\nmodel:\n  scope: input\n  format: [ht]\n  modes:\n    input: {in: [4, 4, 7], out: [4, 2, 4]}\n  trees: balanced\n  ranks: {leaf: [1, 2], inner: 2}\nhardware:\n  template: fdht\n  pes: [4]\n  macs_per_pe: [4, 8]\naccuracy: {proxy: short_training, dataset: fashion-mnist, steps: 8, seeds: 2}\nobjectives: [error, energy_pj, area_mm2]\nconstraints: ["area_mm2 <= 3"]\nsearch: exhaustive\nstore: all\n','\n',char(10)),replace('name: tiny\nworkload: {layer: lstm, input: 112, hidden: 8, steps: 7, batch: 1, classes: 10}\nmodel:\n  scope: [input]\n  format: [ht]\n  modes:\n    input: [{in: [4, 4, 7], out: [4, 2, 4]}]\n  leaves: [paired]\n  trees: [balanced]\n  ranks: {leaf: [1, 2], inner: [2]}\n  order: best\n  weight_bits: [16]\nhardware:\n  template: [fdht]\n  macs_per_pe: [4, 8]\n  pes: [4]\naccuracy: {proxy: short_training, batch: 64, confirm: 3, dataset: fashion-mnist, evaluated: 2000, folder: "", learning_rate: 0.02, seeds: 2, steps: 8}\nobjectives: [error, energy_pj, area_mm2]\nconstraints:\n  - "area_mm2 <= 3"\nsearch: {name: exhaustive}\nstore: all\nseed: 1\ntechnology: horowitz45\n','\n',char(10)),'0.1.0 (430a83dd62ac)','10','all',1,'2026-11-21 21:32:13');
CREATE TABLE run_column(
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  maximise INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  sampled INTEGER NOT NULL);
INSERT INTO run_column VALUES(0,'error',0,1,1);
INSERT INTO run_column VALUES(1,'energy_pj',0,1,0);
INSERT INTO run_column VALUES(2,'area_mm2',0,1,0);
INSERT INTO run_column VALUES(3,'core_energy_pj',0,0,0);
INSERT INTO run_column VALUES(4,'latency_ns',0,0,0);
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
INSERT INTO constant VALUES(0,'accumulator_guard_bits',4.0,'1','an 8-bit multiplier with a 20-bit adder','assumed','derived',0.0,8.0);
INSERT INTO constant VALUES(1,'activation_sram_access',0.99435467002585931073,'ns','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.49717733501292965536,1.9887093400517186214);
INSERT INTO constant VALUES(2,'activation_sram_area',0.56202481849888785703,'mm2','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.28101240924944392851,1.124049636997775714);
INSERT INTO constant VALUES(3,'activation_sram_cycle',0.76113399999999997724,'ns','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.38056699999999998862,1.5222679999999999544);
INSERT INTO constant VALUES(4,'activation_sram_leakage',0.031947729354230319787,'mW','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.015973864677115159893,0.063895458708460639574);
INSERT INTO constant VALUES(5,'activation_sram_read',3.339675406228795218,'pJ','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',1.669837703114397609,6.6793508124575904361);
INSERT INTO constant VALUES(6,'activation_sram_write',2.2277873310851994403,'pJ','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',1.1138936655425997201,4.4555746621703988807);
INSERT INTO constant VALUES(7,'add_area_per_bit',8.6875,'um2','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',4.34375,17.374999999999999999);
INSERT INTO constant VALUES(8,'add_energy_per_bit',0.0031250000000000001734,'pJ','Horowitz, ISSCC 2014, 45 nm, 0.9 V; bit-width fit of google/qkeras, qtools/config_public.py','derived','quoted',0.0015625000000000000867,0.0065624999999999997571);
INSERT INTO constant VALUES(9,'add_leakage_per_bit',7.1874999999999998785e-05,'mW','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',3.5937499999999999392e-05,0.00014374999999999999757);
INSERT INTO constant VALUES(10,'bitwise_area_per_bit',1.5749999999999999555,'um2','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',0.78749999999999997779,3.1499999999999999111);
INSERT INTO constant VALUES(11,'bitwise_energy_per_bit',0.00056562500000000004701,'pJ','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',0.0002828125000000000235,0.001131250000000000094);
INSERT INTO constant VALUES(12,'bitwise_leakage_per_bit',1.9062499999999999176e-05,'mW','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',9.5312499999999995888e-06,3.8124999999999998353e-05);
INSERT INTO constant VALUES(13,'control_area_share',0.25409999999999999253,'1','Deng et al., TIE, ISCA 2019, breakdown as recalled','derived','recalled',0.12704999999999999626,0.50819999999999998507);
INSERT INTO constant VALUES(14,'control_energy_share',0.23150000000000001132,'1','Deng et al., TIE, ISCA 2019, breakdown as recalled','derived','recalled',0.11575000000000000566,0.46300000000000002264);
INSERT INTO constant VALUES(15,'dram_lpddr4_bandwidth',51.200000000000002843,'Gb/s','Ardakani et al., DATE 2019, as recalled; 3200 Mb/s x 16','datasheet','recalled',25.600000000000001421,102.40000000000000568);
INSERT INTO constant VALUES(16,'dram_lpddr4_energy',8.0,'pJ/bit','accelergy-cacti-plug-in, cacti_wrapper.py (citing Malladi, ISCA 2012, and Chatterjee, MICRO 2017)','assumed','quoted',6.0999999999999996447,16.0);
INSERT INTO constant VALUES(17,'logic_period',1.0,'ns','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','quoted',0.5,2.0);
INSERT INTO constant VALUES(18,'multiply_area_per_bit2',6.201171875,'um2','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',3.1005859375,12.40234375);
INSERT INTO constant VALUES(19,'multiply_energy_per_bit',0.0010416666670000000564,'pJ','Horowitz, ISSCC 2014, 45 nm, 0.9 V; bit-width fit of google/qkeras, qtools/config_public.py','derived','quoted',0.00052083333350000002824,0.0020833333340000001129);
INSERT INTO constant VALUES(20,'multiply_energy_per_bit2',0.0029947916670000000564,'pJ','Horowitz, ISSCC 2014, 45 nm, 0.9 V; bit-width fit of google/qkeras, qtools/config_public.py','derived','quoted',0.0014973958335000000282,0.012382812499999999722);
INSERT INTO constant VALUES(21,'multiply_leakage_per_bit2',7.8125000000000001626e-05,'mW','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','derived',3.9062500000000000813e-05,0.00015625000000000000325);
INSERT INTO constant VALUES(22,'register_area_per_bit',5.9800000000000004263,'um2','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','quoted',2.9900000000000002131,11.960000000000000852);
INSERT INTO constant VALUES(23,'register_energy_per_bit',0.0089999999999999993199,'pJ','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','quoted',0.0044999999999999996599,0.017999999999999998639);
INSERT INTO constant VALUES(24,'register_leakage_per_bit',6.9999999999999993867e-05,'mW','Aladdin 40 nm tables, 1 ns row, as in Accelergy''s aladdin plug-in','simulated','quoted',3.4999999999999996933e-05,0.00013999999999999998773);
INSERT INTO constant VALUES(25,'sram_area_factor',1.0,'1','CACTI 7 as it is','simulated','derived',0.5,2.0);
INSERT INTO constant VALUES(26,'sram_energy_factor',1.0,'1','CACTI 7 as it is; high is Horowitz at 8 KB over CACTI','simulated','derived',0.75,1.8999999999999999111);
INSERT INTO constant VALUES(27,'sram_leakage_factor',1.0,'1','CACTI 7 as it is','simulated','derived',0.5,2.0);
INSERT INTO constant VALUES(28,'stillmaker_20_area',0.20999999999999999222,'1','Stillmaker & Baas, Integration 58, 2017; area multipliers relative to 45 nm from wromaszkan/nodeScale, areaDict','derived','quoted',0.10499999999999999611,0.41999999999999998445);
INSERT INTO constant VALUES(29,'stillmaker_20_d0',41.149999999999998579,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',20.574999999999999289,82.299999999999997159);
INSERT INTO constant VALUES(30,'stillmaker_20_d1',-66.370000000000004547,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-132.74000000000000909,-33.185000000000002273);
INSERT INTO constant VALUES(31,'stillmaker_20_d2',34.630000000000002557,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',17.315000000000001278,69.260000000000005115);
INSERT INTO constant VALUES(32,'stillmaker_20_d3',0.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.0,0.0);
INSERT INTO constant VALUES(33,'stillmaker_20_e0',0.041040000000000000091,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.020520000000000000045,0.082080000000000000182);
INSERT INTO constant VALUES(34,'stillmaker_20_e1',-0.15820000000000000728,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-0.31640000000000001456,-0.079100000000000003641);
INSERT INTO constant VALUES(35,'stillmaker_20_e2',0.37299999999999999822,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.18649999999999999911,0.74599999999999999644);
INSERT INTO constant VALUES(36,'stillmaker_20_voltage',0.9000000000000000222,'V','nominal supply: 0.9 V is Horowitz'' at 45 nm (ISSCC 2014); 1.0 V at 65 nm and 0.9 V below are assumed','assumed','derived',0.8000000000000000444,0.94999999999999995559);
INSERT INTO constant VALUES(37,'stillmaker_32_area',0.46000000000000001998,'1','Stillmaker & Baas, Integration 58, 2017; area multipliers relative to 45 nm from wromaszkan/nodeScale, areaDict','derived','quoted',0.23000000000000000999,0.92000000000000003996);
INSERT INTO constant VALUES(38,'stillmaker_32_d0',873.49999999999999996,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',436.74999999999999998,1747.0);
INSERT INTO constant VALUES(39,'stillmaker_32_d1',-2797.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-5594.0,-1398.4999999999999999);
INSERT INTO constant VALUES(40,'stillmaker_32_d2',2982.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',1491.0,5964.0);
INSERT INTO constant VALUES(41,'stillmaker_32_d3',-1047.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-2094.0,-523.50000000000000001);
INSERT INTO constant VALUES(42,'stillmaker_32_e0',0.17010000000000000119,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.085050000000000000599,0.34020000000000000239);
INSERT INTO constant VALUES(43,'stillmaker_32_e1',-0.43409999999999998587,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-0.86819999999999997175,-0.21704999999999999293);
INSERT INTO constant VALUES(44,'stillmaker_32_e2',0.83669999999999999928,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.41834999999999999964,1.6733999999999999985);
INSERT INTO constant VALUES(45,'stillmaker_32_voltage',0.9000000000000000222,'V','nominal supply: 0.9 V is Horowitz'' at 45 nm (ISSCC 2014); 1.0 V at 65 nm and 0.9 V below are assumed','assumed','derived',0.8000000000000000444,1.0);
INSERT INTO constant VALUES(46,'stillmaker_45_area',1.0,'1','Stillmaker & Baas, Integration 58, 2017; area multipliers relative to 45 nm from wromaszkan/nodeScale, areaDict','derived','quoted',0.5,2.0);
INSERT INTO constant VALUES(47,'stillmaker_45_d0',566.10000000000002275,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',283.05000000000001138,1132.2000000000000454);
INSERT INTO constant VALUES(48,'stillmaker_45_d1',-1619.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-3238.0,-809.50000000000000002);
INSERT INTO constant VALUES(49,'stillmaker_45_d2',1567.0,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',783.5,3134.0);
INSERT INTO constant VALUES(50,'stillmaker_45_d3',-501.60000000000002275,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-1003.2000000000000454,-250.80000000000001137);
INSERT INTO constant VALUES(51,'stillmaker_45_e0',0.15390000000000000901,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.076950000000000004507,0.30780000000000001803);
INSERT INTO constant VALUES(52,'stillmaker_45_e1',-0.31069999999999997619,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',-0.62139999999999995239,-0.15534999999999998809);
INSERT INTO constant VALUES(53,'stillmaker_45_e2',1.0180000000000000159,'1','Stillmaker & Baas, Integration 58, 2017; coefficients from wromaszkan/nodeScale, nodeScale.py (HP rows)','simulated','quoted',0.50900000000000000799,2.0360000000000000319);
INSERT INTO constant VALUES(54,'stillmaker_45_voltage',0.9000000000000000222,'V','nominal supply: 0.9 V is Horowitz'' at 45 nm (ISSCC 2014); 1.0 V at 65 nm and 0.9 V below are assumed','assumed','quoted',0.9000000000000000222,1.0);
INSERT INTO constant VALUES(55,'weight_sram_access',0.81911594068053938944,'ns','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.40955797034026969472,1.6382318813610787788);
INSERT INTO constant VALUES(56,'weight_sram_area',0.021231082314709395775,'mm2','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.010615541157354697887,0.04246216462941879155);
INSERT INTO constant VALUES(57,'weight_sram_cycle',0.86812400000000000677,'ns','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.43406200000000000338,1.7362480000000000135);
INSERT INTO constant VALUES(58,'weight_sram_leakage',0.0012625860248921089937,'mW','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',0.00063129301244605449689,0.0025251720497842179875);
INSERT INTO constant VALUES(59,'weight_sram_read',4.7392355934306085174,'pJ','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',2.3696177967153042587,9.4784711868612170349);
INSERT INTO constant VALUES(60,'weight_sram_write',4.1354729080336323221,'pJ','CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port, interpolated','simulated','measured',2.067736454016816161,8.2709458160672646442);
CREATE TABLE format(
  id TEXT PRIMARY KEY,
  json TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO format VALUES('5df07ea8362ad179be1e','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","edges":{"0":2,"1":2,"0,1":1},"weight_bits":16}');
INSERT INTO format VALUES('71073a36579f79c5de35','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","edges":{"0":2,"1":2,"0,1":2},"weight_bits":16}');
INSERT INTO format VALUES('7f8bca40bdc1e0377f03','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","edges":{"0":2,"1":1,"0,1":2},"weight_bits":16}');
INSERT INTO format VALUES('a131ae4f6f5dda455648','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","edges":{"0":1,"1":1,"0,1":1},"weight_bits":16}');
INSERT INTO format VALUES('e5d7739768f287d8800c','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","edges":{"0":1,"1":2,"0,1":2},"weight_bits":16}');
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
INSERT INTO model VALUES(0,'83ee7132bb67fab269e7','a131ae4f6f5dda455648','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","tree":[[1,0],2],"ranks":{"0":1,"1":1,"2":1,"0,1":1},"weight_bits":16}',342,54,684,7112,5320);
INSERT INTO model VALUES(1,'b2c770600edf94a21d07','5df07ea8362ad179be1e','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","tree":[2,[1,0]],"ranks":{"0":2,"1":2,"2":1,"0,1":1},"weight_bits":16}',369,81,738,11424,9632);
INSERT INTO model VALUES(2,'df4519e6edb6df9cfae0','e5d7739768f287d8800c','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","tree":[[0,1],2],"ranks":{"0":1,"1":2,"2":2,"0,1":2},"weight_bits":16}',384,96,768,16800,15008);
INSERT INTO model VALUES(3,'a0f01a6eee2e71273dea','7f8bca40bdc1e0377f03','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","tree":[[1,0],2],"ranks":{"0":2,"1":1,"2":2,"0,1":2},"weight_bits":16}',392,104,784,15232,13440);
INSERT INTO model VALUES(4,'cd84c05b477a106c39ee','71073a36579f79c5de35','{"scope":"input","format":"ht","modes":{"in":[4,4,7],"out":[4,2,4]},"gates":2,"leaves":"paired","tree":[[1,0],2],"ranks":{"0":2,"1":2,"2":2,"0,1":2},"weight_bits":16}',404,116,808,21504,19712);
CREATE TABLE hardware(
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  json TEXT NOT NULL);
INSERT INTO hardware VALUES(0,'bdc0002a921b415a9602','{"template":"fdht","mapping":"best_per_stage","pes":4,"macs_per_pe":4,"weight_sram_kib":16,"activation_sram_kib":768,"sram_cell":"lstp","banks":16,"bank_mapping":"xor_box","clock_mhz":1000,"node_nm":28,"dram":"lpddr4"}');
INSERT INTO hardware VALUES(1,'bb9e0b4e637b9e24b27e','{"template":"fdht","mapping":"best_per_stage","pes":4,"macs_per_pe":8,"weight_sram_kib":16,"activation_sram_kib":768,"sram_cell":"lstp","banks":16,"bank_mapping":"xor_box","clock_mhz":1000,"node_nm":28,"dram":"lpddr4"}');
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
INSERT INTO accuracy VALUES('5df07ea8362ad179be1e','short_training:8','fashion-mnist','validation',1000,8,0.79449999999999998401,0.20549999999999998823,2.1902327078224668177,17.567719505352879849,NULL);
INSERT INTO accuracy VALUES('5df07ea8362ad179be1e','short_training:8','fashion-mnist','validation',1001,8,0.79899999999999993249,0.20100000000000001199,2.187122145629519121,18.102075501183794159,NULL);
INSERT INTO accuracy VALUES('5df07ea8362ad179be1e','short_training:8:confirmed','fashion-mnist','validation',1500,8,0.74049999999999993605,0.25950000000000000843,2.0740501858939097701,17.520853167786057724,NULL);
INSERT INTO accuracy VALUES('5df07ea8362ad179be1e','short_training:8:confirmed','fashion-mnist','validation',1501,8,0.79649999999999998578,0.20349999999999998645,2.1785931310585082698,18.154642574057046289,NULL);
INSERT INTO accuracy VALUES('5df07ea8362ad179be1e','short_training:8:confirmed','fashion-mnist','validation',1502,8,0.83099999999999996092,0.16900000000000001132,2.2389238700523819147,18.523219704947436525,NULL);
INSERT INTO accuracy VALUES('71073a36579f79c5de35','short_training:8','fashion-mnist','validation',1000,8,0.78900000000000003463,0.21099999999999999311,2.083442668257192043,17.682074432016325005,NULL);
INSERT INTO accuracy VALUES('71073a36579f79c5de35','short_training:8','fashion-mnist','validation',1001,8,0.78149999999999997246,0.21849999999999999977,2.1806798415528132473,18.031121607104140025,NULL);
INSERT INTO accuracy VALUES('71073a36579f79c5de35','short_training:8:confirmed','fashion-mnist','validation',1500,8,0.74049999999999993605,0.25950000000000000843,2.1249169505436400484,17.807608008492127992,NULL);
INSERT INTO accuracy VALUES('71073a36579f79c5de35','short_training:8:confirmed','fashion-mnist','validation',1501,8,0.80649999999999999467,0.19350000000000000532,2.2171063567672493199,18.271174772185123202,NULL);
INSERT INTO accuracy VALUES('71073a36579f79c5de35','short_training:8:confirmed','fashion-mnist','validation',1502,8,0.72899999999999998134,0.27100000000000001865,2.0000110685408754029,17.108635770404319487,NULL);
INSERT INTO accuracy VALUES('7f8bca40bdc1e0377f03','short_training:8','fashion-mnist','validation',1000,8,0.77149999999999996358,0.22850000000000000865,2.16405662495621387,17.666835815728731517,NULL);
INSERT INTO accuracy VALUES('7f8bca40bdc1e0377f03','short_training:8','fashion-mnist','validation',1001,8,0.71399999999999996802,0.28599999999999997646,2.1518920904948095618,17.908520692092722015,NULL);
INSERT INTO accuracy VALUES('7f8bca40bdc1e0377f03','short_training:8:confirmed','fashion-mnist','validation',1500,8,0.72649999999999992361,0.27350000000000002087,2.1401480689010630165,17.850492466103766275,NULL);
INSERT INTO accuracy VALUES('7f8bca40bdc1e0377f03','short_training:8:confirmed','fashion-mnist','validation',1501,8,0.77049999999999996269,0.22950000000000000954,2.1097301679555640063,17.749756998290003196,NULL);
INSERT INTO accuracy VALUES('7f8bca40bdc1e0377f03','short_training:8:confirmed','fashion-mnist','validation',1502,8,0.77100000000000001865,0.2290000000000000091,2.174931511992551858,18.414914484399290017,NULL);
INSERT INTO accuracy VALUES('a131ae4f6f5dda455648','short_training:8','fashion-mnist','validation',1000,8,0.85299999999999998046,0.14699999999999999178,2.224404853904218271,17.979829018151932018,NULL);
INSERT INTO accuracy VALUES('a131ae4f6f5dda455648','short_training:8','fashion-mnist','validation',1001,8,0.75700000000000000621,0.24299999999999999378,2.1824716077966233029,18.059317231221534427,NULL);
INSERT INTO accuracy VALUES('a131ae4f6f5dda455648','short_training:8:confirmed','fashion-mnist','validation',1500,8,0.77749999999999996891,0.22250000000000000333,2.1694721093588134053,17.95790318478043801,NULL);
INSERT INTO accuracy VALUES('a131ae4f6f5dda455648','short_training:8:confirmed','fashion-mnist','validation',1501,8,0.75449999999999994848,0.245499999999999996,2.1883607655358860988,17.976120623703344847,NULL);
INSERT INTO accuracy VALUES('a131ae4f6f5dda455648','short_training:8:confirmed','fashion-mnist','validation',1502,8,0.79249999999999998223,0.20749999999999999,2.1578173102348721101,18.100488968472845385,NULL);
INSERT INTO accuracy VALUES('e5d7739768f287d8800c','short_training:8','fashion-mnist','validation',1000,8,0.87399999999999999911,0.12600000000000000088,2.2606029553238129459,18.252781001025510931,NULL);
INSERT INTO accuracy VALUES('e5d7739768f287d8800c','short_training:8','fashion-mnist','validation',1001,8,0.77149999999999996358,0.22850000000000000865,2.202623707097508543,18.226012327793952749,NULL);
CREATE TABLE fidelity(
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE);
INSERT INTO fidelity VALUES(1,'short_training:8');
INSERT INTO fidelity VALUES(2,'short_training:8:confirmed');
CREATE TABLE reason(
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE);
CREATE TABLE infeasible(
  position INTEGER PRIMARY KEY,
  design TEXT NOT NULL,
  model INTEGER NOT NULL REFERENCES model(key) DEFERRABLE INITIALLY DEFERRED,
  hardware INTEGER NOT NULL REFERENCES hardware(key) DEFERRABLE INITIALLY DEFERRED,
  reason INTEGER NOT NULL REFERENCES reason(key),
  detail TEXT NOT NULL);
CREATE TABLE progress(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  next_position INTEGER NOT NULL,
  evaluated INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  feasible INTEGER NOT NULL,
  finished INTEGER NOT NULL);
INSERT INTO progress VALUES(1,1,10,0,10,1);
CREATE TABLE progress_infeasible(
  reason TEXT PRIMARY KEY,
  designs INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE timing(
  session INTEGER PRIMARY KEY,
  started_utc TEXT NOT NULL,
  host TEXT NOT NULL,
  hardware_threads INTEGER NOT NULL,
  batches INTEGER NOT NULL,
  wall_s REAL NOT NULL);
INSERT INTO timing VALUES(1,'2026-11-21 21:32:16','host',2,4,0.32582157100000008753);
CREATE TABLE measuring(
  fidelity TEXT PRIMARY KEY,
  measurements INTEGER NOT NULL,
  thread_s REAL NOT NULL) WITHOUT ROWID;
INSERT INTO measuring VALUES('short_training:8',10,0.6307710960000005862);
INSERT INTO measuring VALUES('short_training:8:confirmed',12,0.68159377500000006833);
CREATE TABLE confirmed(
  format TEXT PRIMARY KEY REFERENCES format(id) DEFERRABLE INITIALLY DEFERRED,
  before REAL NOT NULL,
  after REAL NOT NULL,
  front_before INTEGER NOT NULL,
  front_after INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO confirmed VALUES('5df07ea8362ad179be1e',0.79674999999999995825,0.78933333333333333126,1,0);
INSERT INTO confirmed VALUES('71073a36579f79c5de35',0.78525000000000000355,0.75866666666666660034,0,0);
INSERT INTO confirmed VALUES('7f8bca40bdc1e0377f03',0.74275000000000002131,0.7559999999999998943,1,1);
INSERT INTO confirmed VALUES('a131ae4f6f5dda455648',0.80499999999999993782,0.77483333333333337389,1,1);
CREATE TABLE certificate(
  name TEXT PRIMARY KEY,
  json TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO certificate VALUES('space','{"designs":"10","hash":"4b0468aee4b0444f0719","objectives":["error","energy_pj","area_mm2"],"outside":"orders of execution that are no post order of an ordered tree; redundant rank vectors"}');
CREATE TABLE evaluation(position INTEGER PRIMARY KEY, design TEXT NOT NULL, model INTEGER NOT NULL REFERENCES model(key) DEFERRABLE INITIALLY DEFERRED, hardware INTEGER NOT NULL REFERENCES hardware(key) DEFERRABLE INITIALLY DEFERRED, fidelity INTEGER NOT NULL REFERENCES fidelity(key), "error" REAL, "energy_pj" REAL, "area_mm2" REAL, "core_energy_pj" REAL, "latency_ns" REAL);
INSERT INTO evaluation VALUES(0,'c32964c9ada33953dd4f',0,0,2,0.77483333333333337389,140767.39600000000791,1.486086000000000018,33247.396000000000639,973.0);
INSERT INTO evaluation VALUES(1,'2925ad1f4cf999a95513',0,1,2,0.77483333333333337389,136973.04600000000209,1.5106059999999998932,29453.046000000002095,672.0);
INSERT INTO evaluation VALUES(2,'e069c4f1d4dfd6110b80',1,0,2,0.78933333333333333126,149166.94800000000395,1.486086000000000018,41646.948000000003956,1211.0);
INSERT INTO evaluation VALUES(3,'d459fb1de86bffa0f538',1,1,2,0.78933333333333333126,144954.78200000000651,1.5106059999999998932,37434.781999999999244,756.0);
INSERT INTO evaluation VALUES(4,'c99b8030d38bdad941e7',2,0,1,0.82274999999999998134,167440.32200000001466,1.486086000000000018,59920.322000000000115,1561.0);
INSERT INTO evaluation VALUES(5,'c36b66c7f63070a4111e',2,1,1,0.82274999999999998134,158729.99100000000908,1.5106059999999998932,51209.991000000001804,973.0);
INSERT INTO evaluation VALUES(6,'fe406118d07468ccc1ab',3,0,2,0.7559999999999998943,167091.10599999999976,1.486086000000000018,59571.105999999999767,1505.0);
INSERT INTO evaluation VALUES(7,'b0c2a0944b2885addcd4',3,1,2,0.7559999999999998943,155611.01500000001396,1.5106059999999998932,48091.014999999999418,973.0);
INSERT INTO evaluation VALUES(8,'64153d6ccd4be31eb6bf',4,0,2,0.75866666666666660034,183780.02999999999883,1.486086000000000018,76260.029999999998837,1855.0);
INSERT INTO evaluation VALUES(9,'2a7c4ca76ec39073a4df',4,1,2,0.75866666666666660034,169348.32600000000093,1.5106059999999998932,61828.326000000000933,1162.0);
CREATE TABLE front_member(design TEXT PRIMARY KEY REFERENCES evaluation(design) DEFERRABLE INITIALLY DEFERRED, probability REAL NOT NULL, "error_low" REAL, "error_high" REAL) WITHOUT ROWID;
INSERT INTO front_member VALUES('2925ad1f4cf999a95513',1.0,0.72728350672890595962,0.82238315993776078816);
INSERT INTO front_member VALUES('b0c2a0944b2885addcd4',0.85999999999999998667,0.69252771123093670446,0.81947228876906308414);
INSERT INTO front_member VALUES('c32964c9ada33953dd4f',1.0,0.72728350672890595962,0.82238315993776078816);
INSERT INTO front_member VALUES('fe406118d07468ccc1ab',0.85999999999999998667,0.69252771123093670446,0.81947228876906308414);
CREATE TABLE front_checkpoint(designs INTEGER PRIMARY KEY, batches INTEGER NOT NULL, members INTEGER NOT NULL);
INSERT INTO front_checkpoint VALUES(10,1,6);
CREATE TABLE timing_checkpoint(designs INTEGER PRIMARY KEY, wall_s REAL NOT NULL);
INSERT INTO timing_checkpoint VALUES(10,0.32582157100000008753);
CREATE TABLE front_history(position INTEGER NOT NULL, entered INTEGER NOT NULL, gone INTEGER, "error" REAL, "energy_pj" REAL, "area_mm2" REAL, PRIMARY KEY (position, entered)) WITHOUT ROWID;
INSERT INTO front_history VALUES(0,10,NULL,0.80499999999999993782,140767.39600000000791,1.486086000000000018);
INSERT INTO front_history VALUES(1,10,NULL,0.80499999999999993782,136973.04600000000209,1.5106059999999998932);
INSERT INTO front_history VALUES(2,10,NULL,0.79674999999999995825,149166.94800000000395,1.486086000000000018);
INSERT INTO front_history VALUES(3,10,NULL,0.79674999999999995825,144954.78200000000651,1.5106059999999998932);
INSERT INTO front_history VALUES(6,10,NULL,0.74275000000000002131,167091.10599999999976,1.486086000000000018);
INSERT INTO front_history VALUES(7,10,NULL,0.74275000000000002131,155611.01500000001396,1.5106059999999998932);
CREATE VIEW infeasible_design AS
  SELECT i.design, m.id AS model, h.id AS hardware, r.name AS reason, i.detail
  FROM infeasible i JOIN model m ON m.key = i.model JOIN hardware h ON h.key = i.hardware
    JOIN reason r ON r.key = i.reason
  ORDER BY i.design;
CREATE UNIQUE INDEX evaluation_design ON evaluation(design);
CREATE VIEW design AS SELECT e.design, m.id AS model, h.id AS hardware, f.name AS fidelity, e."error", e."energy_pj", e."area_mm2", e."core_energy_pj", e."latency_ns", m.parameters, m.matrix_parameters, m.weight_bytes, m.macs, m.matrix_macs, m.format FROM evaluation e JOIN model m ON m.key = e.model JOIN hardware h ON h.key = e.hardware JOIN fidelity f ON f.key = e.fidelity ORDER BY e.design;
CREATE VIEW front AS SELECT e.design, m.id AS model, h.id AS hardware, f.name AS fidelity, e."error", e."energy_pj", e."area_mm2", e."core_energy_pj", e."latency_ns", m.parameters, m.matrix_parameters, m.weight_bytes, m.macs, m.matrix_macs, m.format, p."error_low", p."error_high", p.probability FROM front_member p JOIN evaluation e ON e.design = p.design JOIN model m ON m.key = e.model JOIN hardware h ON h.key = e.hardware JOIN fidelity f ON f.key = e.fidelity ORDER BY p.design;
COMMIT;
