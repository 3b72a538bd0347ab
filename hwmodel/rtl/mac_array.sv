// The lanes: rows x columns multiply-accumulates. A weight is shared by all columns of its row, a
// word of the tensor by all rows of its column.
module mac_array #(
    parameter ROWS = 4,
    parameter COLUMNS = 4,
    parameter WORD_BITS = 16,
    parameter WEIGHT_BITS = 8,
    parameter SUM_BITS = 36
) (
    input  logic                              clock,
    input  logic                              enable,
    input  logic                              first,  // of a tile: sums start from nothing
    input  logic [ROWS*WEIGHT_BITS-1:0]       weights,
    input  logic [COLUMNS*WORD_BITS-1:0]      words,
    output logic [ROWS*COLUMNS*SUM_BITS-1:0]  next,   // the sums with this cycle's products
    output logic [ROWS*COLUMNS*SUM_BITS-1:0]  sums
);
  for (genvar r = 0; r < ROWS; r++) begin : rows
    for (genvar c = 0; c < COLUMNS; c++) begin : columns
      localparam AT = (r * COLUMNS + c) * SUM_BITS;
      logic signed [WEIGHT_BITS-1:0] weight;
      logic signed [WORD_BITS-1:0] word;
      logic signed [WEIGHT_BITS+WORD_BITS-1:0] product;
      assign weight = weights[r*WEIGHT_BITS+:WEIGHT_BITS];
      assign word = words[c*WORD_BITS+:WORD_BITS];
      assign product = weight * word;
      assign next[AT+:SUM_BITS] = (first ? {SUM_BITS{1'b0}} : sums[AT+:SUM_BITS])
          + {{(SUM_BITS - WEIGHT_BITS - WORD_BITS){product[WEIGHT_BITS+WORD_BITS-1]}}, product};
    end
  end
  always_ff @(posedge clock) begin
    if (enable) sums <= next;
  end
endmodule
