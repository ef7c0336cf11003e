package io.nudger;

public final class Nudger {
    private Nudger() {}

    public static void main(String[] args) {
        System.out.println("x");
    }
}
