using Roundtable.Child;

return args is ["publish", .. var race] ? PublishingRace.Run(race) : 0;
