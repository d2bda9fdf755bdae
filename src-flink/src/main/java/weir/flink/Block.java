package weir.flink;

/** Text that the script wrote, for a target of the next operator or a sink. What it says only the script knows. */
public class Block {
    public int target;
    public String text;

    public Block() {}

    public Block(int target, String text) {
        this.target = target;
        this.text = text;
    }
}
