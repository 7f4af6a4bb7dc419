"""Bytes of a receipt are overwritten on disk, and once more after the first restore."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Declares, Fills, Goes, Happens, Presses, Runs, Sees, Types
from bot.demo.plays.closing import closes

MISSING = "Are receipts missing, and not only damaged?"
UPSTREAM = "Can an upstream source send the missing receipts again?"
COPY = "Keep: Copy of the receipts store and the daemon database, as they are now"
EXPORTS = ("audit-warehouse", "compliance-monthly")

RECEIPT_CHAIN: Sequence[Act] = (
    Happens("briefcase", "corrupt-receipts", {"when": "once"}, "The disk overwrites bytes of a receipt"),
    Declares("Ana", "briefcase/receipt-chain"),
    Sees("Ana", "Do the kernel log, SMART or the cloud console show errors"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Sound", "Is the disk failing?"),
    Presses("Ana", "No", "Missing or damaged?"),
    Sees("Ana", "Whoever receives an export takes it for proof."),
    *(Runs("Ana", "briefcase", f"briefcase exports pause --id {name}") for name in EXPORTS),
    Presses("Ana", "Done", "Stop the audit exports"),
    Presses("Ana", COPY, "Restore a validated backup"),
    Fills("Ana", {"What was kept, and where it lies": "preserved/20261121 on another disk"}, "It is kept"),
    Sees("Ana", "Choose a backup"),
    Presses("Ana", "Answer…", "Choose a backup"),
    Fills("Ana", {}, "Answer"),
    Presses("Ana", "Ask for approval", "Restore b-2"),
    Happens(
        "briefcase",
        "corrupt-receipts",
        {"when": "after-restore"},
        "The disk will strike again after the restore",
    ),
    Goes("Bo", "{incident}"),
    Presses("Bo", "Approve", "It changes the system"),
    Presses("Bo", "Approve"),
    Presses("Ana", "It is restored", "Restore b-2"),
    Presses("Ana", "Yes", "Try another one?"),
    Presses("Ana", "Answer…", "Choose a backup"),
    Fills("Ana", {}, "Answer"),
    Presses("Ana", "Ask for approval", "Restore b-2"),
    Presses("Bo", "Approve", "It changes the system"),
    Presses("Bo", "Approve"),
    Presses("Ana", "It is restored", "Restore b-2"),
    Sees("Ana", f"• {UPSTREAM}"),
    Presses("Ana", "Mitigated"),
    Types("Ana", "/incident map"),
    Sees("Ana", "Map of {incident}"),
    Presses("Ana", "Answer…", "What is missing now?"),
    Fills("Ana", {MISSING: "Yes", UPSTREAM: "Yes"}, "Answer"),
    Sees("Ana", "P0"),
    Presses("Ana", "They are back", "Ingest the missing receipts"),
    Presses("Ana", "Run it", "Does it verify with the receipts"),
    Presses("Ana", "It verifies", "Does it verify with the receipts"),
    Presses("Ana", "Done", "Can somebody else check this?"),
    *(Runs("Ana", "briefcase", f"briefcase exports resume --id {name}") for name in EXPORTS),
    Presses("Ana", "It is back", "Start the audit exports again"),
    *closes("Ana", "The receipts were damaged; a backup brought them back.", "Verify the chain every night"),
)
