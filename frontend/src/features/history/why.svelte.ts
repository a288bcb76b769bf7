/** Which ledger line is being asked "why?", from wherever it was tapped. */
class Why {
  entryId = $state<string | null>(null);

  ask(entryId: string): void {
    this.entryId = entryId;
  }

  close(): void {
    this.entryId = null;
  }
}

export const why = new Why();
