// A sum with more bits behind the point as a word: to the nearest, halves upward, saturated.
module requantise #(
    parameter SUM_BITS = 36,
    parameter WORD_BITS = 16,
    parameter SHIFT_BITS = 5
) (
    input  logic signed [SUM_BITS-1:0]   sum,
    input  logic        [SHIFT_BITS-1:0] shift,
    output logic        [WORD_BITS-1:0]  word
);
  logic signed [SUM_BITS-1:0] half, shifted;
  logic fits;
  always_comb begin
    half = (SUM_BITS'(1) << shift) >> 1;
    shifted = (sum + half) >>> shift;
    // In range where all bits above the word's sign equal it.
    fits = shifted[SUM_BITS-1:WORD_BITS-1] == {(SUM_BITS - WORD_BITS + 1) {shifted[SUM_BITS-1]}};
    word = fits ? shifted[WORD_BITS-1:0]
                : {shifted[SUM_BITS-1], {(WORD_BITS - 1) {!shifted[SUM_BITS-1]}}};
  end
endmodule
