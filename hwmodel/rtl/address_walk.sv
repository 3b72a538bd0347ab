// Bank and row of every lane while nested loops run over a tensor.
//
// A loop of more than two values only adds to the row; a loop of two values is one bit of a digit
// and may also flip bank bits: that is the XOR of the boxes' bits. `step` and `flip` already hold
// what the wrapping loops inside undo, so that one adder and one XOR serve all loops, and a lane
// differs from lane 0 by constants. Nothing is divided, nothing taken modulo.
module address_walk #(
    parameter LOOPS = 16,
    parameter COUNT_BITS = 6,
    parameter ROW_BITS = 10,
    parameter BANK_BITS = 2,
    parameter LANES = 4
) (
    input  logic                         clock,
    input  logic                         restart,
    input  logic                         advance,
    // by loop, the innermost first
    input  logic [LOOPS*COUNT_BITS-1:0]  last,       // values less one
    input  logic [LOOPS*ROW_BITS-1:0]    step,       // row, where this loop takes its next value
    input  logic [LOOPS*BANK_BITS-1:0]   flip,       // bank bits, likewise
    input  logic [LANES*BANK_BITS-1:0]   lane_bank,  // XORed to those of lane 0
    input  logic [LANES*ROW_BITS-1:0]    lane_row,
    output logic [LANES*BANK_BITS-1:0]   bank,
    output logic [LANES*ROW_BITS-1:0]    row
);
  logic [LOOPS*COUNT_BITS-1:0] count;
  logic [ROW_BITS-1:0] first_row;
  logic [BANK_BITS-1:0] first_bank;

  // carry[i]: all loops inside i are at their last value.
  logic [LOOPS:0] carry;
  logic [ROW_BITS-1:0] row_step;
  logic [BANK_BITS-1:0] bank_flip;
  always_comb begin
    carry = '0;
    carry[0] = 1'b1;
    row_step = '0;
    bank_flip = '0;
    for (int i = 0; i < LOOPS; i++) begin
      carry[i+1] = carry[i] && count[i*COUNT_BITS+:COUNT_BITS] == last[i*COUNT_BITS+:COUNT_BITS];
      if (carry[i] && !carry[i+1]) begin
        row_step = step[i*ROW_BITS+:ROW_BITS];
        bank_flip = flip[i*BANK_BITS+:BANK_BITS];
      end
    end
  end

  always_ff @(posedge clock) begin
    if (restart) begin
      count <= '0;
      first_row <= '0;
      first_bank <= '0;
    end else if (advance) begin
      first_row <= first_row + row_step;
      first_bank <= first_bank ^ bank_flip;
      for (int i = 0; i < LOOPS; i++) begin
        if (carry[i+1]) count[i*COUNT_BITS+:COUNT_BITS] <= '0;
        else if (carry[i])
          count[i*COUNT_BITS+:COUNT_BITS] <= count[i*COUNT_BITS+:COUNT_BITS] + 1'b1;
      end
    end
  end

  always_comb begin
    for (int lane = 0; lane < LANES; lane++) begin
      bank[lane*BANK_BITS+:BANK_BITS] = first_bank ^ lane_bank[lane*BANK_BITS+:BANK_BITS];
      row[lane*ROW_BITS+:ROW_BITS] = first_row ^ lane_row[lane*ROW_BITS+:ROW_BITS];
    end
  end
endmodule
