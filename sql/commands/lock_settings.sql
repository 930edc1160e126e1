-- May what follows change a setting? No.
set lock_configuration = true;
