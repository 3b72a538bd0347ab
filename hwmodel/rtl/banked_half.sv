// One half of the activation memory: banks that serve one word a cycle each, with the network that
// takes words to lanes and back.
module banked_half #(
    parameter WORD_BITS = 16,
    parameter ROW_BITS = 10,
    parameter BANK_BITS = 2,
    localparam BANKS = 1 << BANK_BITS
) (
    input  logic                       clock,
    input  logic [BANKS-1:0]           enable,
    input  logic                       write,
    input  logic [BANKS*ROW_BITS-1:0]  row,
    input  logic [BANKS*WORD_BITS-1:0] value,
    output logic [BANKS*WORD_BITS-1:0] word
);
  for (genvar b = 0; b < BANKS; b++) begin : banks
    word_memory #(.BITS(WORD_BITS), .ADDRESS_BITS(ROW_BITS)) memory (
        .clock,
        .enable(enable[b]),
        .write,
        .address(row[b*ROW_BITS+:ROW_BITS]),
        .value(value[b*WORD_BITS+:WORD_BITS]),
        .word(word[b*WORD_BITS+:WORD_BITS])
    );
  end
endmodule
