// A small fdht engine: an array of lanes between two banked halves of an activation memory, the
// permutation between stages done by the addresses. Fixed mapping: rows over the MACs of a PE,
// columns over PEs. Runs one stage from `start` on: tiles of rows (outer loop) and columns, in each
// the contracted index; a finished tile is written while the next one is computed.
//
// A word is read in one cycle and multiplied in the next. Lanes that want the same bank wait for
// one another; a tile that finds the one before it still on its way waits with everything behind it.
module fdht #(
    parameter PES = 4,
    parameter MACS = 4,
    parameter WORD_BITS = 16,
    parameter WEIGHT_BITS = 8,
    parameter SUM_BITS = 36,
    parameter ROW_BITS = 10,
    parameter WEIGHT_ADDRESS_BITS = 10,
    parameter LOOPS = 16,
    parameter COUNT_BITS = 6,
    parameter EXTENT_BITS = 12,
    localparam BANK_BITS = $clog2(PES),
    localparam MAC_BITS = $clog2(MACS) + 1
) (
    input logic clock,
    input logic reset,
    input logic start,
    output logic running,
    // the stage
    input logic reads_second,                     // which half is read
    input logic [EXTENT_BITS-1:0] row_tiles,
    input logic [EXTENT_BITS-1:0] column_tiles,
    input logic [EXTENT_BITS-1:0] inner,
    input logic [MAC_BITS-1:0] rows_of_last_tile,
    input logic [4:0] shift,
    input logic [LOOPS*COUNT_BITS-1:0] read_last,
    input logic [LOOPS*ROW_BITS-1:0] read_step,
    input logic [LOOPS*BANK_BITS-1:0] read_flip,
    input logic [PES*BANK_BITS-1:0] read_lane_bank,
    input logic [PES*ROW_BITS-1:0] read_lane_row,
    input logic [LOOPS*COUNT_BITS-1:0] write_last,
    input logic [LOOPS*ROW_BITS-1:0] write_step,
    input logic [LOOPS*BANK_BITS-1:0] write_flip,
    input logic [PES*BANK_BITS-1:0] write_lane_bank,
    input logic [PES*ROW_BITS-1:0] write_lane_row,
    // memories from outside, while nothing runs
    input logic host_enable,
    input logic host_write,
    input logic host_second,
    input logic [BANK_BITS-1:0] host_bank,
    input logic [ROW_BITS-1:0] host_row,
    input logic [WORD_BITS-1:0] host_value,
    output logic [WORD_BITS-1:0] host_word,
    input logic host_weights,
    input logic [WEIGHT_ADDRESS_BITS-1:0] host_weight_address,
    input logic [MACS*WEIGHT_BITS-1:0] host_weight,
    // counted since `start`
    output logic [31:0] cycles,
    output logic [31:0] read_conflicts,
    output logic [31:0] write_conflicts,
    output logic [31:0] words_read,
    output logic [31:0] words_written
);
  logic frozen;  // a finished tile waits for the one before it

  // Reading: one group of PES words, in as many cycles as its fullest bank has words of it.
  logic [EXTENT_BITS-1:0] at_inner, at_column, at_row;
  logic [WEIGHT_ADDRESS_BITS-1:0] weight_address, weights_of_tile;
  logic reading;
  logic [PES-1:0] read_waiting, read_served;
  logic [PES*BANK_BITS-1:0] read_bank;
  logic [PES*ROW_BITS-1:0] read_row;
  logic [PES-1:0] read_enable;
  logic [PES*ROW_BITS-1:0] read_bank_row;
  wire issue = reading && !frozen;
  wire group_issued = issue && (read_waiting & ~read_served) == '0;
  wire last_inner = at_inner == inner - 1'b1;
  wire last_column = at_column == column_tiles - 1'b1;
  wire last_row = at_row == row_tiles - 1'b1;

  address_walk #(.LOOPS(LOOPS), .COUNT_BITS(COUNT_BITS), .ROW_BITS(ROW_BITS),
                 .BANK_BITS(BANK_BITS), .LANES(PES)) read_walk (
      .clock, .restart(start), .advance(group_issued), .last(read_last), .step(read_step),
      .flip(read_flip), .lane_bank(read_lane_bank), .lane_row(read_lane_row), .bank(read_bank),
      .row(read_row));
  // verilator lint_off PINCONNECTEMPTY
  bank_arbiter #(.ROW_BITS(ROW_BITS), .BANK_BITS(BANK_BITS), .LANES(PES)) read_arbiter (
      .waiting(read_waiting & {PES{issue}}), .bank(read_bank), .row(read_row),
      .served(read_served), .enable(read_enable), .bank_row(read_bank_row), .chosen());
  // verilator lint_on PINCONNECTEMPTY

  always_ff @(posedge clock) begin
    if (start) begin
      reading <= 1'b1;
      read_waiting <= '1;
      at_inner <= '0;
      at_column <= '0;
      at_row <= '0;
      weight_address <= '0;
      weights_of_tile <= '0;
    end else if (group_issued) begin
      read_waiting <= '1;
      at_inner <= last_inner ? '0 : at_inner + 1'b1;
      weight_address <= weight_address + 1'b1;
      if (last_inner) begin
        at_column <= last_column ? '0 : at_column + 1'b1;
        if (last_column) begin
          at_row <= at_row + 1'b1;
          weights_of_tile <= weight_address + 1'b1;
          reading <= !last_row;
        end else weight_address <= weights_of_tile;
      end
    end else if (issue) read_waiting <= read_waiting & ~read_served;
    if (reset) reading <= 1'b0;
  end

  // What arrives from the banks in the next cycle, and what that completes.
  logic multiply, tile_begins, tile_ends, in_last_row, stage_ends;
  logic [PES-1:0] arriving;
  logic [PES*BANK_BITS-1:0] arriving_bank;
  always_ff @(posedge clock) begin
    if (!frozen) begin
      multiply <= group_issued;
      tile_begins <= at_inner == '0;
      tile_ends <= last_inner;
      in_last_row <= last_row;
      stage_ends <= last_inner && last_column && last_row;
      arriving <= read_served;
      arriving_bank <= read_bank;
    end
    if (reset || start) begin
      multiply <= 1'b0;
      arriving <= '0;
    end
  end

  logic [PES*WORD_BITS-1:0] first_words, second_words, bank_words, held, words;
  logic [MACS*WEIGHT_BITS-1:0] weights;
  assign bank_words = reads_second ? second_words : first_words;
  always_comb begin
    for (int lane = 0; lane < PES; lane++) begin
      words[lane*WORD_BITS+:WORD_BITS] = arriving[lane]
          ? bank_words[arriving_bank[lane*BANK_BITS+:BANK_BITS]*WORD_BITS+:WORD_BITS]
          : held[lane*WORD_BITS+:WORD_BITS];
    end
  end
  always_ff @(posedge clock) if (!frozen) held <= words;

  logic [MACS*PES*SUM_BITS-1:0] next_sums, sums;
  mac_array #(.ROWS(MACS), .COLUMNS(PES), .WORD_BITS(WORD_BITS), .WEIGHT_BITS(WEIGHT_BITS),
              .SUM_BITS(SUM_BITS)) lanes (
      .clock, .enable(multiply && !frozen), .first(tile_begins), .weights, .words,
      .next(next_sums), .sums);

  // Writing: a row of the tile after the other, each in as many cycles as its fullest bank has words.
  logic draining, drain_is_last;
  logic [MAC_BITS-1:0] drain_row, drain_rows, tile_rows_held;
  logic ends_held;
  logic [MACS*PES*SUM_BITS-1:0] drain_sums;
  logic [PES-1:0] write_waiting, write_served;
  logic [PES*BANK_BITS-1:0] write_bank;
  logic [PES*ROW_BITS-1:0] write_row;
  logic [PES-1:0] write_enable;
  logic [PES*ROW_BITS-1:0] write_bank_row;
  logic [PES*PES-1:0] write_chosen;
  wire row_written = draining && (write_waiting & ~write_served) == '0;
  wire drained = row_written && drain_row == drain_rows - 1'b1;
  wire drain_free = !draining || drained;
  wire tile_done = multiply && tile_ends && !frozen;
  wire hand_over = drain_free && (tile_done || frozen);
  wire [MAC_BITS-1:0] tile_rows = in_last_row ? rows_of_last_tile : MACS[MAC_BITS-1:0];

  address_walk #(.LOOPS(LOOPS), .COUNT_BITS(COUNT_BITS), .ROW_BITS(ROW_BITS),
                 .BANK_BITS(BANK_BITS), .LANES(PES)) write_walk (
      .clock, .restart(start), .advance(row_written), .last(write_last), .step(write_step),
      .flip(write_flip), .lane_bank(write_lane_bank), .lane_row(write_lane_row),
      .bank(write_bank), .row(write_row));
  bank_arbiter #(.ROW_BITS(ROW_BITS), .BANK_BITS(BANK_BITS), .LANES(PES)) write_arbiter (
      .waiting(write_waiting & {PES{draining}}), .bank(write_bank), .row(write_row),
      .served(write_served), .enable(write_enable), .bank_row(write_bank_row),
      .chosen(write_chosen));

  always_ff @(posedge clock) begin
    if (tile_done) begin
      tile_rows_held <= tile_rows;
      ends_held <= stage_ends;
    end
    if (row_written) begin
      drain_row <= drain_row + 1'b1;
      write_waiting <= '1;
    end else if (draining) write_waiting <= write_waiting & ~write_served;
    if (drained) draining <= 1'b0;
    if (hand_over) begin
      draining <= 1'b1;
      drain_row <= '0;
      drain_rows <= frozen ? tile_rows_held : tile_rows;
      drain_is_last <= frozen ? ends_held : stage_ends;
      drain_sums <= frozen ? sums : next_sums;
      write_waiting <= '1;
    end
    if (tile_done && !drain_free) frozen <= 1'b1;
    else if (drain_free) frozen <= 1'b0;
    if (reset || start) begin
      draining <= 1'b0;
      frozen <= 1'b0;
    end
  end

  logic [PES*WORD_BITS-1:0] drain_words, bank_values;
  for (genvar lane = 0; lane < PES; lane++) begin : outlets
    logic [SUM_BITS-1:0] sum;
    assign sum = drain_sums[(drain_row*PES+lane)*SUM_BITS+:SUM_BITS];
    requantise #(.SUM_BITS(SUM_BITS), .WORD_BITS(WORD_BITS)) outlet (
        .sum, .shift, .word(drain_words[lane*WORD_BITS+:WORD_BITS]));
  end
  always_comb begin
    bank_values = '0;
    for (int b = 0; b < PES; b++) begin
      for (int lane = 0; lane < PES; lane++) begin
        if (write_chosen[b*PES+lane])
          bank_values[b*WORD_BITS+:WORD_BITS] = drain_words[lane*WORD_BITS+:WORD_BITS];
      end
    end
  end

  // Memories. While nothing runs they belong to the host.
  wire [PES-1:0] host_banks = {{(PES - 1) {1'b0}}, host_enable} << host_bank;
  logic [PES-1:0] first_enable, second_enable;
  logic [PES*ROW_BITS-1:0] first_row, second_row;
  logic [PES*WORD_BITS-1:0] first_value, second_value;
  logic first_write, second_write;
  always_comb begin
    first_enable = reads_second ? write_enable : read_enable;
    second_enable = reads_second ? read_enable : write_enable;
    first_row = reads_second ? write_bank_row : read_bank_row;
    second_row = reads_second ? read_bank_row : write_bank_row;
    first_write = reads_second;
    second_write = !reads_second;
    first_value = bank_values;
    second_value = bank_values;
    if (host_enable) begin
      first_enable = host_second ? '0 : host_banks;
      second_enable = host_second ? host_banks : '0;
      first_row = {PES{host_row}};
      second_row = {PES{host_row}};
      first_write = host_write;
      second_write = host_write;
      first_value = {PES{host_value}};
      second_value = {PES{host_value}};
    end
  end
  banked_half #(.WORD_BITS(WORD_BITS), .ROW_BITS(ROW_BITS), .BANK_BITS(BANK_BITS)) first_half (
      .clock, .enable(first_enable), .write(first_write), .row(first_row), .value(first_value),
      .word(first_words));
  banked_half #(.WORD_BITS(WORD_BITS), .ROW_BITS(ROW_BITS), .BANK_BITS(BANK_BITS)) second_half (
      .clock, .enable(second_enable), .write(second_write), .row(second_row),
      .value(second_value), .word(second_words));
  word_memory #(.BITS(MACS * WEIGHT_BITS), .ADDRESS_BITS(WEIGHT_ADDRESS_BITS)) weight_memory (
      .clock, .enable(group_issued || host_weights), .write(host_weights),
      .address(host_weights ? host_weight_address : weight_address), .value(host_weight),
      .word(weights));
  assign host_word = host_second ? second_words[host_bank*WORD_BITS+:WORD_BITS]
                                 : first_words[host_bank*WORD_BITS+:WORD_BITS];

  always_ff @(posedge clock) begin
    if (start) begin
      running <= 1'b1;
      cycles <= '0;
      read_conflicts <= '0;
      write_conflicts <= '0;
      words_read <= '0;
      words_written <= '0;
    end else if (running) begin
      cycles <= cycles + 1'b1;
      read_conflicts <= read_conflicts + {31'b0, issue && !group_issued};
      write_conflicts <= write_conflicts + {31'b0, draining && !row_written};
      words_read <= words_read + 32'($countones(read_enable));
      words_written <= words_written + 32'($countones(write_enable));
      if (drained && drain_is_last && !hand_over) running <= 1'b0;
    end
    if (reset) running <= 1'b0;
  end
endmodule
