// A memory with one port: what is read appears in the next cycle and stays until the next read.
module word_memory #(
    parameter BITS = 16,
    parameter ADDRESS_BITS = 10
) (
    input  logic                    clock,
    input  logic                    enable,
    input  logic                    write,
    input  logic [ADDRESS_BITS-1:0] address,
    input  logic [BITS-1:0]         value,
    output logic [BITS-1:0]         word
);
  logic [BITS-1:0] words[1 << ADDRESS_BITS];
  always_ff @(posedge clock) begin
    if (enable) begin
      if (write) words[address] <= value;
      else word <= words[address];
    end
  end
endmodule
