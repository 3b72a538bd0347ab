// Which of the waiting lanes every bank serves in this cycle: the first that wants it.
module bank_arbiter #(
    parameter ROW_BITS = 10,
    parameter BANK_BITS = 2,
    parameter LANES = 4,
    localparam BANKS = 1 << BANK_BITS
) (
    input  logic [LANES-1:0]             waiting,
    input  logic [LANES*BANK_BITS-1:0]   bank,
    input  logic [LANES*ROW_BITS-1:0]    row,
    output logic [LANES-1:0]             served,
    output logic [BANKS-1:0]             enable,
    output logic [BANKS*ROW_BITS-1:0]    bank_row,
    output logic [BANKS*LANES-1:0]       chosen  // by bank: the lane, one-hot
);
  always_comb begin
    served = '0;
    enable = '0;
    bank_row = '0;
    chosen = '0;
    for (int b = 0; b < BANKS; b++) begin
      for (int lane = 0; lane < LANES; lane++) begin
        if (!enable[b] && waiting[lane] && bank[lane*BANK_BITS+:BANK_BITS] == b[BANK_BITS-1:0]) begin
          enable[b] = 1'b1;
          served[lane] = 1'b1;
          chosen[b*LANES+lane] = 1'b1;
          bank_row[b*ROW_BITS+:ROW_BITS] = row[lane*ROW_BITS+:ROW_BITS];
        end
      end
    end
  end
endmodule
